//! The sentences of every kind of finding: what is wrong, what was expected, what to do.
//!
//! Pure data. `{raw}` is what stood in the cell; other names are values of the finding.

use super::finding::{FindingCode, Severity};

/// One kind of finding.
pub(super) struct Entry {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
}

const fn entry_of(code: &'static str, severity: Severity, zh: &'static str, en: &'static str) -> Entry {
    Entry { code, severity, zh, en }
}

use Severity::{Ask, Error, Normalised, Note};

/// The sentences of a kind.
pub(super) fn entry(code: FindingCode) -> Entry {
    match code {
        FindingCode::SheetDamaged
        | FindingCode::SheetCutOff
        | FindingCode::DocumentCutOff
        | FindingCode::NumberingDamaged
        | FindingCode::ParagraphsBeside => file_entry(code),
        FindingCode::EncodingDoubtful
        | FindingCode::SheetHidden
        | FindingCode::SheetWithoutTable
        | FindingCode::ColumnUnknown
        | FindingCode::ColumnDouble
        | FindingCode::ColumnMissing
        | FindingCode::ColumnNotFound
        | FindingCode::FormDiffers
        | FindingCode::CellNotTaken
        | FindingCode::QuoteOpen
        | FindingCode::RowsHidden
        | FindingCode::ColumnsHidden
        | FindingCode::RowNotTask => table_entry(code),
        FindingCode::DueMissing
        | FindingCode::DueUnreadable
        | FindingCode::DueNoSuchDay
        | FindingCode::DueYearMissing
        | FindingCode::DueBeforePeriod
        | FindingCode::DueNumberMonth
        | FindingCode::DueSerial
        | FindingCode::DueStateWord
        | FindingCode::MeasureDueAfterTask => due_entry(code),
        FindingCode::NumberMissing
        | FindingCode::NumberUnreadable
        | FindingCode::NumberNotPositive
        | FindingCode::NumberDuplicate
        | FindingCode::NumberRepeated
        | FindingCode::NumberGap
        | FindingCode::ProblemMissing
        | FindingCode::MeasuresMissing
        | FindingCode::MeasureNumberGap
        | FindingCode::MeasureIntro
        | FindingCode::UnitsMissing
        | FindingCode::UnitUnknown
        | FindingCode::PersonApart => task_entry(code),
        _ => cell_entry(code),
    }
}

fn file_entry(code: FindingCode) -> Entry {
    match code {
        FindingCode::SheetDamaged => entry_of(
            "sheet-damaged",
            Error,
            "工作表已损坏，其中内容一行也没有读到，其他工作表照常读取。请用Excel或WPS打开原文件并另存一份后重新导入；打不开时请向来文单位重新索取。",
            "the sheet is damaged and nothing of it was read; the other sheets were. Open the file in Excel or WPS, save a fresh copy and import that; if that fails ask the sender for it again.",
        ),
        FindingCode::SheetCutOff => entry_of(
            "sheet-cut-off",
            Error,
            "工作表在第{raw}行之后已损坏，只读取了前面的内容，后面的任务可能缺失。请用Excel或WPS打开原文件并另存一份后重新导入；打不开时请向来文单位重新索取。",
            "the sheet is damaged behind row {raw}; only what stands before was read, tasks may be missing. Open the file in Excel or WPS, save a fresh copy and import that; if that fails ask the sender for it again.",
        ),
        FindingCode::DocumentCutOff => entry_of(
            "document-cut-off",
            Error,
            "文档后半部分已损坏，只读取了前面的内容，后面的任务可能缺失，最后一项可能不完整。请用Word或WPS打开原文件并另存一份后重新导入；打不开时请向来文单位重新索取。",
            "the end of the document is damaged; only what stands before was read, tasks may be missing and the last one may be incomplete. Open it in Word or WPS, save a fresh copy and import that; if that fails ask the sender for it again.",
        ),
        FindingCode::NumberingDamaged => entry_of(
            "numbering-damaged",
            Ask,
            "文档的自动编号部分已损坏，由Word自动生成的序号和措施编号可能没有读到。请核对序号和各条措施，或用Word打开另存一份后重新导入。",
            "the part of the document with its automatic numbers is damaged; numbers of tasks and measures that Word makes may be missing. Check them, or open the document in Word, save a fresh copy and import that.",
        ),
        _ => entry_of(
            "paragraphs-beside",
            Ask,
            "本段至第{raw}段也像整改任务清单（{count}项），因文件中的表格已有清单，没有读取。表格不全时，请把这些段落另存为一个文件后导入。",
            "paragraphs up to {raw} look like a task list as well ({count} tasks); they were not read because the tables of the file hold one. If the tables are incomplete, save these paragraphs as a file of their own and import it.",
        ),
    }
}

fn table_entry(code: FindingCode) -> Entry {
    match code {
        FindingCode::EncodingDoubtful => entry_of(
            "encoding-doubtful",
            Ask,
            "文件中有无法识别的字符，可能编码不对。请核对预览中的汉字；有乱码时请用Excel另存为.xlsx后再导入。",
            "some characters could not be decoded. Check the preview; if it is garbled save the file as .xlsx and import that.",
        ),
        FindingCode::SheetHidden => entry_of(
            "sheet-hidden",
            Note,
            "工作表被隐藏，没有读取。需要其中内容时，请在Excel中取消隐藏后重新导入。",
            "the sheet is hidden and was not read. Unhide it in Excel and import again if it is needed.",
        ),
        FindingCode::SheetWithoutTable => entry_of(
            "sheet-without-table",
            Note,
            "没有找到清单表头，未读取。确有清单时，请补上含“问题、整改措施、责任单位、整改时限”的表头行。",
            "no header of a task list was found; nothing was read. Add a header row if it holds a list.",
        ),
        FindingCode::ColumnUnknown => entry_of(
            "column-unknown",
            Note,
            "列名“{raw}”没有对应的字段，内容没有读取。需要导入时请在预览的“列的含义”中指定（命令行：--profile \"col={raw}=字段\"）。",
            "the column \"{raw}\" has no matching field and was not read. If it is needed, give it a field under \"Meaning of columns\" in the preview (command line: --profile \"col={raw}=FIELD\").",
        ),
        FindingCode::ColumnDouble => entry_of(
            "column-double",
            Ask,
            "列名“{raw}”与{other}列含义相同，按{other}列读取。取哪一列，请在预览的“列的含义”中指定（命令行：--profile \"col={raw}（{column}列）=字段\"）。",
            "the column \"{raw}\" means the same as column {other}, which was used. Say which one counts under \"Meaning of columns\" in the preview (command line: --profile \"col={raw}（{column}列）=FIELD\").",
        ),
        FindingCode::ColumnMissing => entry_of(
            "column-missing",
            Ask,
            "清单缺少“{expected}”列。请补上这一列，或在导入后逐项补录。",
            "the list has no column for {expected}. Add it, or fill the values in after the import.",
        ),
        FindingCode::ColumnNotFound => entry_of(
            "column-not-found",
            Ask,
            "指定了含义的列“{raw}”在清单中没有找到。请核对列名。",
            "the column \"{raw}\", which was given a field, stands in no list. Check its header.",
        ),
        FindingCode::FormDiffers => entry_of(
            "form-differs",
            Ask,
            "清单没有所选格式“{raw}”的这些列：{missing}。请核对格式，或指定各列的含义。",
            "the list lacks columns of the chosen form ({raw}): {missing}. Check the form or give the columns their fields.",
        ),
        FindingCode::QuoteOpen => entry_of(
            "quote-open",
            Ask,
            "本行有一个引号没有配对，其后的内容可能并入了同一格。请在文件中补上或删去引号后重新导入。",
            "a quotation mark in this row has no partner; what follows may have been taken into one cell. Mend it in the file and import again.",
        ),
        FindingCode::CellNotTaken => entry_of(
            "cell-not-taken",
            Ask,
            "“{raw}”没有读取：它既不是字段名，也不在字段名旁，或者同一字段已有内容。请核对；需要时请写在相应的字段名旁。",
            "\"{raw}\" was not read: it is neither the name of a field nor beside one, or the field has a value already. Check it; write it beside the name of its field if it is needed.",
        ),
        FindingCode::ColumnsHidden => entry_of(
            "columns-hidden",
            Note,
            "有{count}列被隐藏（{raw}），已照常读取。不需要的，请从文件中删去后重新导入。",
            "{count} columns are hidden ({raw}) and were read like the others. Delete what is not wanted from the file and import again.",
        ),
        FindingCode::RowsHidden => entry_of(
            "rows-hidden",
            Note,
            "有{count}项任务所在的行被隐藏（第{raw}行），已照常读取。不需要的，请从文件中删去后重新导入。",
            "{count} tasks stand in hidden rows ({raw}) and were read like the others. Delete what is not wanted from the file and import again.",
        ),
        _ => entry_of(
            "row-not-task",
            Ask,
            "本行没有作为任务读取（内容：{raw}）。应有序号和问题；确是任务时请补齐后重新导入。",
            "the row was not read as a task (content: {raw}). A task needs a number and a problem; complete it and import again if it is one.",
        ),
    }
}

fn due_entry(code: FindingCode) -> Entry {
    match code {
        FindingCode::DueMissing => entry_of(
            "due-missing",
            Ask,
            "没有填写时限。请填写日期（如“2026年12月底前”）或“立行立改”“长期坚持”。",
            "no deadline is given. Enter a date such as 2026年12月底前, or 立行立改 or 长期坚持.",
        ),
        FindingCode::DueUnreadable => entry_of(
            "due-unreadable",
            Error,
            "时限“{raw}”无法识别成日期。请改为“2026年12月底前”“2026-12-31”或“立行立改”“长期坚持”。",
            "the deadline \"{raw}\" cannot be read as a date. Write it like 2026年12月底前 or 2026-12-31, or use 立行立改 or 长期坚持.",
        ),
        FindingCode::DueNoSuchDay => entry_of(
            "due-no-such-day",
            Error,
            "时限“{raw}”中的日期不存在。请核对月、日后改正。",
            "the deadline \"{raw}\" names a day that does not exist. Check month and day.",
        ),
        FindingCode::DueYearMissing => entry_of(
            "due-year-missing",
            Ask,
            "时限“{raw}”没有写年份。请补上年份。",
            "the deadline \"{raw}\" has no year. Add the year.",
        ),
        FindingCode::DueBeforePeriod => entry_of(
            "due-before-period",
            Ask,
            "时限“{raw}”可指该期之前或该期末，现按期末理解。请确认。",
            "the deadline \"{raw}\" may mean before the period or its end; the end was taken. Confirm it.",
        ),
        FindingCode::DueNumberMonth => entry_of(
            "due-number-month",
            Ask,
            "时限单元格是数字“{raw}”，分不清1月还是10月。请改为文字，如“2026年10月底前”。",
            "the deadline cell holds the number {raw}: January or October cannot be told. Write it in words, like 2026年10月底前.",
        ),
        FindingCode::DueSerial => entry_of(
            "due-serial",
            Normalised,
            "时限“{raw}”是表格的日期序号，已换算成{date}。请核对。",
            "the deadline {raw} is a spreadsheet day number and was turned into {date}. Check it.",
        ),
        FindingCode::DueStateWord => entry_of(
            "due-state-word",
            Ask,
            "时限栏填的是完成情况“{raw}”，不是日期。请补填原定时限。",
            "the deadline column holds a state (\"{raw}\"), not a date. Enter the deadline that was set.",
        ),
        _ => entry_of(
            "measure-due-after-task",
            Ask,
            "措施时限{raw}晚于任务时限{task}。请核对两处时限。",
            "the measure is due {raw}, after the task itself ({task}). Check both deadlines.",
        ),
    }
}

fn task_entry(code: FindingCode) -> Entry {
    match code {
        FindingCode::NumberMissing => {
            entry_of("number-missing", Ask, "任务没有序号。请补上序号。", "the task has no number. Add one.")
        }
        FindingCode::NumberUnreadable => entry_of(
            "number-unreadable",
            Ask,
            "序号“{raw}”不是整数，按原样保留。请确认。",
            "the number \"{raw}\" is not a whole number and was kept as it is. Confirm it.",
        ),
        FindingCode::NumberNotPositive => entry_of(
            "number-not-positive",
            Ask,
            "序号“{raw}”不是正整数。请核对后改正。",
            "the number \"{raw}\" is not above zero. Check and correct it.",
        ),
        FindingCode::NumberDuplicate => entry_of(
            "number-duplicate",
            Error,
            "序号{raw}与第{other}行重复。每项任务应有唯一序号，请核对后改正。",
            "the number {raw} is already used in row {other}. Every task needs its own number; correct one of them.",
        ),
        FindingCode::NumberRepeated => entry_of(
            "number-repeated",
            Ask,
            "清单“{own}”从序号{raw}起有{count}个序号与清单“{other}”（第{row}行起）相同。同一来源的编号不能重复，后一份清单会被拒收：请把两份清单拆成两个文件，分别以各自的来源、轮次导入，或改为连续编号。",
            "from number {raw} on, {count} numbers of the list \"{own}\" are those of the list \"{other}\" (from row {row}). A source has every number once, and the rows of the second list would be refused: put the lists into two files and import each with its own source and round, or number them through.",
        ),
        FindingCode::NumberGap => entry_of(
            "number-gap",
            Note,
            "序号从{before}跳到{raw}。请确认中间没有漏项。",
            "the numbers jump from {before} to {raw}. Check that nothing is missing.",
        ),
        FindingCode::ProblemMissing => entry_of(
            "problem-missing",
            Error,
            "没有问题表述。请填写具体问题。",
            "the problem is empty. Describe the problem.",
        ),
        FindingCode::MeasuresMissing => entry_of(
            "measures-missing",
            Ask,
            "没有整改措施。请填写措施，或说明由方案另定。",
            "no measures are given. Enter them or say that a plan will set them.",
        ),
        FindingCode::MeasureNumberGap => entry_of(
            "measure-number-gap",
            Ask,
            "措施编号应为{expected}，写成了{found}。请核对是否漏写或重号。",
            "measure number {expected} was expected, {found} was found. Check for a missing or doubled number.",
        ),
        FindingCode::MeasureIntro => entry_of(
            "measure-intro",
            Note,
            "措施编号之前的文字“{raw}”没有作为措施。需要时请编入措施。",
            "the text before the first number (\"{raw}\") was not taken as a measure. Number it if it is one.",
        ),
        FindingCode::UnitsMissing => entry_of(
            "units-missing",
            Error,
            "没有填写责任单位。每项任务必须有责任单位，请补填。",
            "no responsible unit is given. Every task needs one; fill it in.",
        ),
        FindingCode::PersonApart => entry_of(
            "person-apart",
            Normalised,
            "“{raw}”与单位写在同一格，已分出记为责任人。请核对。",
            "\"{raw}\" stood in one cell with the units and was taken as the responsible person. Check it.",
        ),
        _ => entry_of(
            "unit-unknown",
            Ask,
            "单位“{raw}”不在单位名录中。请核对名称，或先在名录中登记。",
            "the unit \"{raw}\" is not in the directory. Check the name or register it first.",
        ),
    }
}

fn cell_entry(code: FindingCode) -> Entry {
    match code {
        FindingCode::ProgressUnknown => entry_of(
            "progress-unknown",
            Ask,
            "状态“{raw}”不是规定用语。应为：尚未启动、未达序时进度、达到序时进度、已完成、已验收销号。请改用其中之一。",
            "the state \"{raw}\" is not an official word. Use one of 尚未启动, 未达序时进度, 达到序时进度, 已完成, 已验收销号.",
        ),
        FindingCode::ProgressUnfinished => entry_of(
            "progress-unfinished",
            Note,
            "“{raw}”只说明尚未完成，没有记为状态。需要时请在月度进展中填报。",
            "\"{raw}\" only says that it is not finished and was not taken as a state. Report the monthly progress if needed.",
        ),
        FindingCode::ProgressInWords => entry_of(
            "progress-in-words",
            Note,
            "“{raw}”按进展情况的文字读取，不作为状态。",
            "\"{raw}\" was read as progress in words, not as a state.",
        ),
        FindingCode::ProgressSaysStruckOff => entry_of(
            "progress-says-struck-off",
            Ask,
            "“{raw}”写有销号，但没有按“已验收销号”读取。请确认；确已验收销号的，请把状态写为“已验收销号”。",
            "\"{raw}\" speaks of striking off, but was not read as 已验收销号. Confirm it; if it was struck off write the state as 已验收销号.",
        ),
        FindingCode::ProgressNormalised => entry_of(
            "progress-normalised",
            Normalised,
            "状态“{raw}”按规定用语记为“{word}”。",
            "the state \"{raw}\" was recorded as the official word \"{word}\".",
        ),
        FindingCode::ProgressDiffers => entry_of(
            "progress-differs",
            Ask,
            "同一任务各行状态不同（{raw}），任务按“{word}”记。请确认。",
            "the rows of the task have different states ({raw}); \"{word}\" was taken for the task. Confirm it.",
        ),
        FindingCode::CellFormulaError => entry_of(
            "cell-formula-error",
            Error,
            "单元格是公式错误“{raw}”，没有可读的内容。请改为实际内容。",
            "the cell shows the formula error {raw} and has no readable content. Replace it with the real value.",
        ),
        FindingCode::FormulaUnsaved => entry_of(
            "formula-unsaved",
            Error,
            "单元格是公式，文件中没有保存计算结果。请用Excel打开，重新计算并保存后再导入，或改为实际内容。",
            "the cell holds a formula whose value was not saved. Open the file in Excel, recalculate and save it, then import again; or replace it with the real value.",
        ),
        FindingCode::MergedPartly => entry_of(
            "merged-partly",
            Ask,
            "合并单元格的范围与任务（第{first}至{last}行）不一致。请核对本行属于哪项任务。",
            "the merged cell does not match the task (rows {first} to {last}). Check which task this row belongs to.",
        ),
        _ => entry_of(
            "same-as-above",
            Normalised,
            "“{raw}”已换成上一项的内容“{value}”。",
            "\"{raw}\" was replaced by the value above, \"{value}\".",
        ),
    }
}
