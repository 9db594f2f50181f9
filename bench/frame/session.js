import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "./environment.js";

/**
 * One side of a comparison in a process of its own. It loads its data, says that it is ready, and then does one run for
 * each line that it gets; what it prints are lines of JSON.
 */
export async function startSide(command, args, threads) {
  const env = {
    ...process.env,
    TXLAB_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
    OPENBLAS_NUM_THREADS: String(threads),
    MKL_NUM_THREADS: String(threads),
  };
  const child = spawn(command, args, { cwd: root, env, stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (text) => {
    errors = (errors + text).slice(-4000);
  });
  const ended = new Promise((resolve) => {
    child.once("error", resolve);
    child.once("close", resolve);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const line = await Promise.race([lines.next(), ended.then(() => ({ done: true }))]);
    if (line.done) throw new Error(lastLine(errors) || "it ended without an answer");
    const message = JSON.parse(line.value);
    if (message.missing) throw new Error(message.missing);
    return message;
  };
  const ask = (word) => {
    child.stdin.write(`${word}\n`);
    return answer();
  };
  const ready = await answer();
  return {
    versions: ready.versions,
    /** { ms, result } of one run. */
    run: () => ask("run"),
    /** { peak } in bytes; ends the process. */
    async end() {
      const last = await ask("end").catch(() => ({ peak: Number.NaN }));
      child.stdin.end();
      await ended;
      return last;
    },
    kill: () => child.kill(),
  };
}

function lastLine(text) {
  return text.trim().split("\n").at(-1);
}
