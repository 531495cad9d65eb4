// Bundles src/tests/*.test.ts into a temporary folder and runs them with node's own test runner.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = new URL("./", import.meta.url).pathname;
const out = await mkdtemp(join(tmpdir(), "frontend-tests-"));
const names = (await readdir(join(ROOT, "src/tests"))).filter((name) => name.endsWith(".test.ts"));
await build({
  absWorkingDir: ROOT,
  entryPoints: names.map((name) => `src/tests/${name}`),
  bundle: true,
  platform: "node",
  format: "esm",
  outdir: out,
  outExtension: { ".js": ".mjs" },
  logLevel: "warning",
});
const files = names.map((name) => join(out, name.replace(".ts", ".mjs")));
const run = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" });
await rm(out, { recursive: true, force: true });
process.exitCode = run.status ?? 1;
