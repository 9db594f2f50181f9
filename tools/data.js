// `npm run data`: fetches the public data of the published checks into data/; `-- --mirror URL` takes them from another host.
import "./setup/node-version.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup/files.js";
import { main, SetupError } from "./setup/run.js";
import { setup } from "./setup.js";

main(async () => {
  const [flag, mirror] = process.argv.slice(2);
  if (flag !== undefined && (flag !== "--mirror" || mirror === undefined)) {
    throw new SetupError(
      "npm run data takes only -- --mirror URL, the address of a host that serves the same paths.",
    );
  }
  await setup({ needs: "none" });
  const { fetchData } = await import("./data/fetch.js");
  const sources = JSON.parse(readFileSync(join(root, "tools", "data-sources.json"), "utf8"));
  const { present, fetched, failed } = await fetchData(sources, join(root, "data"), { mirror });
  console.log(`data/: ${present} files were there, ${fetched} fetched, ${failed} missing`);
  return failed === 0 ? 0 : 1;
});
