// Looks at the program in a real browser: the way of a problem, every page, the keyboard, two people at once.
// Usage: DUGAI_BIN=program [DUGAI_DEMO=filled folder] node test/journey.mjs [part…] (path, keyboard, pair, plain,
// pages, pictures; without a name all but the pictures). DUGAI_DIST: styles and scripts from that folder instead.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "./house.mjs";
import { keyboard } from "./keyboard.mjs";
import { pages } from "./pages.mjs";
import { pair } from "./pair.mjs";
import { path } from "./path.mjs";
import { pictures } from "./pictures.mjs";
import { plain } from "./plain.mjs";

const PARTS = { path, keyboard, pair, plain, pages, pictures };
// The path goes on for more than a year: what looks at running notices comes before it.
const USUAL = ["keyboard", "pair", "plain", "pages", "path"];

/** Tells a step with its time; a failure ends the part and is told at the end. */
async function step(name, work) {
  const began = Date.now();
  const result = await work();
  console.log(`  ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  return result;
}

const program = process.env.DUGAI_BIN;
if (!program) throw new Error("name the program to be looked at: DUGAI_BIN=target/debug/dugai");
const names = process.argv.slice(2).filter((word) => word in PARTS);
const house = await open(program);
const faults = [];
for (const name of names.length ? names : USUAL) {
  console.log(name);
  let at = "";
  try {
    await PARTS[name](house, (title, work) => step((at = title), work), faults);
  } catch (error) {
    const seen = await house.pictures(join(tmpdir(), `dugai-fault-${name}`));
    faults.push(`${name}, ${at}: ${error.message.split("\n").slice(0, 4).join(" ")} (${error.stack.match(/test\/\w+\.mjs:\d+/)?.[0]}; windows in ${seen})`);
  }
  for (const window of [...house.windows]) await window.close();
}
await house.close();
for (const fault of faults) console.log(`FAULT ${fault}`);
console.log(`${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
