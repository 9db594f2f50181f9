import { fileURLToPath } from "node:url";
import { taskFiles } from "./environment.js";
import { startSide } from "./session.js";

const runs = 5;

/** Measures ours and each peer in turn, run by run, so that both feel the same machine; one row per peer. */
export async function measureTask({ module, task }, python, threads, say) {
  const folder = await taskFiles(task.files, async (target) => {
    say(`writing the files of ${task.name}`);
    await task.write(target, task.arguments);
  });
  const side = fileURLToPath(new URL("./side.js", import.meta.url));
  const ours = await startSide(
    process.execPath,
    [side, fileURLToPath(module), folder, JSON.stringify(task.arguments)],
    threads,
  );
  const rows = [];
  for (const peer of task.peers) {
    rows.push(await againstPeer(task, peer, ours, { folder, python, threads, say }));
  }
  if (task.peers.length === 0) rows.push(await alone(task, ours));
  const { peak } = await ours.end();
  return rows.map((row) => ({ ...row, ourPeak: peak }));
}

/** A task of many minutes is run once, cold. */
async function alone(task, ours) {
  if (!task.once) await ours.run();
  const first = await ours.run();
  return { task: task.name, title: task.title, peer: null, gate: null, ratio: null, ourMs: first.ms };
}

async function againstPeer(task, peer, ours, { folder, python, threads, say }) {
  const row = { task: task.name, title: task.title, peer: peer.name, goal: peer.goal };
  const missing = (reason) => {
    say(`${task.name}: ${peer.name} is missing: ${reason}`);
    return { ...row, gate: null, ratio: null, missing: reason };
  };
  if (!python) return missing("there is no Python environment for it");
  const script = fileURLToPath(new URL("../peers/side.py", import.meta.url));
  const given = JSON.stringify({ ...task.arguments, ...peer.arguments });
  let theirs;
  try {
    theirs = await startSide(python, [script, peer.module, folder, given], threads);
    const { ourRuns, theirRuns } = await takeTurns(ours, theirs, peer.once === true);
    const { peak } = await theirs.end();
    const { pass, said } = task.gate(ourRuns[0].result, theirRuns[0].result, peer);
    // A peer that does only a part of the work has its time scaled to the whole; the task's title says so.
    const { scale = 1 } = peer;
    const ratios = theirRuns.map((run, k) => (scale * run.ms) / ourRuns[k].ms);
    return {
      ...row,
      gate: pass,
      said,
      ratio: median(ratios),
      ratios: [Math.min(...ratios), Math.max(...ratios)],
      ourMs: median(ourRuns.map((run) => run.ms)),
      peerMs: scale * median(theirRuns.map((run) => run.ms)),
      cpuRatio: median(theirRuns.map((run, k) => (scale * run.cpuMs) / ourRuns[k].cpuMs)),
      ourCpuMs: median(ourRuns.map((run) => run.cpuMs)),
      peerCpuMs: scale * median(theirRuns.map((run) => run.cpuMs)),
      peerPeak: peak,
      runs: theirRuns.length,
      versions: theirs.versions,
    };
  } catch (error) {
    theirs?.kill();
    return missing(error.message);
  }
}

/** A warm-up of both, then pairs of runs. A peer too slow for that runs once, cold, against our run beside it. */
async function takeTurns(ours, theirs, once) {
  await ours.run();
  if (!once) await theirs.run();
  const ourRuns = [];
  const theirRuns = [];
  for (let k = 0; k < (once ? 1 : runs); k++) {
    ourRuns.push(await rested(ours));
    theirRuns.push(await rested(theirs));
  }
  return { ourRuns, theirRuns };
}

/** Threads of a linear algebra library go on spinning, and compilers compiling, after the other side's run has ended. */
async function rested(side) {
  await new Promise((resolve) => setTimeout(resolve, 250));
  return side.run();
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
