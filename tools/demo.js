// `npm run demo`: executes the tour in the real kernel, prints its estimates beside the truth and writes the report.
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { root, writeWhole } from "./setup/files.js";
import { main, SetupError } from "./setup/run.js";
import { setup } from "./setup.js";

async function demo([name = "notebooks/00-tour.ipynb"]) {
  if (!existsSync(join(root, name))) throw new SetupError(`There is no notebook ${name}.`);
  const environment = await setup({ needs: "jupyter" });
  // These need the packages that set-up has just installed.
  const { runDemo } = await import("./notebook/demo.js");
  const { report, text, failure, seconds } = await runDemo(join(root, name), environment, join(root, "out"));
  writeWhole(report.path, report.html);
  if (failure)
    throw new SetupError(
      `${name} failed, ${failure}\n\nWhat it had done until then: ${relative(root, report.path)}`,
    );
  console.log(text);
  console.log(`\n${name}: executed in ${seconds.toFixed(1)} s. Report: ${relative(root, report.path)}`);
  return 0;
}

main(() => demo(process.argv.slice(2)));
