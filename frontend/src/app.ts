// The one entry of every page. Each island looks for its own data attributes and does nothing without them.
import { wireAutosubmit } from "./autosubmit.ts";
import { wireBulk } from "./bulk.ts";
import { wireCharts } from "./charts.ts";
import { wireColumns } from "./columns.ts";
import { wireDrop } from "./drop.ts";
import { wireKeep } from "./keep.ts";
import { wireKeys } from "./keys.ts";
import { wireOnce } from "./once.ts";
import { wirePage } from "./page.ts";
import { wirePairs } from "./pair.ts";
import { wirePick } from "./pick.ts";
import { wirePast } from "./past.ts";
import { wirePlace } from "./place.ts";
import { wireRepeat } from "./repeat.ts";
import { wireText } from "./text.ts";

const ISLANDS = [
  wireRepeat, // before keep: restoring may need rows that are not there yet
  wirePast, // before keep: what is restored is looked at, too
  wireKeep,
  wirePick,
  wireText,
  wireBulk,
  wireDrop,
  wireOnce,
  wireAutosubmit,
  wireColumns,
  wirePairs,
  wireCharts,
  wireKeys,
  wirePage,
  wirePlace, // after keys: the row that gets the focus is marked by them
];

document.documentElement.classList.add("js");
for (const wire of ISLANDS) {
  try {
    wire(document);
  } catch (problem) {
    // One island that fails must not take the others down; the page works without it.
    console.error(wire.name, problem);
  }
}
