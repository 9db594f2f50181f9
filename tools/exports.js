// `npm run exports`: writes the public names of every entry point to tests/exports.txt, which a test holds them to.
import { join } from "node:path";
import { root, writeWhole } from "./setup/files.js";
import { main } from "./setup/run.js";
import { setup } from "./setup.js";

main(async () => {
  await setup({ needs: "none" });
  const { publicNames } = await import("./exports/names.js");
  writeWhole(join(root, "tests", "exports.txt"), publicNames());
  console.log("tests/exports.txt is up to date");
  return 0;
});
