// Makes schedule.wasm of checker.js. `veriloop checker build` runs it.
import { readFile, writeFile } from "node:fs/promises";
import { componentize } from "@bytecodealliance/componentize-js";

const here = import.meta.dirname;
const { component } = await componentize(await readFile(`${here}/checker.js`, "utf8"), {
  sourceName: "checker.js",
  witPath: `${here}/wit/checker.wit`,
  worldName: "checker",
  // A checker has none of these.
  disableFeatures: ["random", "stdio", "clocks", "http", "fetch-event"],
});
await writeFile(`${here}/schedule.wasm`, component);
