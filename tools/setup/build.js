import { join } from "node:path";
import { hashOf, root, textOf, writeWhole } from "./files.js";
import { run, SetupError } from "./run.js";

const sources = ["src", "kernel-ext", "data-synth", "tsconfig.json", "package-lock.json", "tools/build.js"];

/** Compiles to dist/, unless dist/ was made from these very sources. */
export async function build(say) {
  const stamp = join(root, "dist", ".stamp");
  const hash = hashOf(sources.map((path) => join(root, path)));
  if (textOf(stamp) === hash) return;
  say("building");
  const { status } = await run(process.execPath, [join(root, "tools", "build.js")], {
    cwd: root,
    show: true,
  });
  if (status !== 0) throw new SetupError("The build failed; its messages are above.");
  writeWhole(stamp, hash);
}
