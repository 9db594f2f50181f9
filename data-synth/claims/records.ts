import { parallel } from "../../src/numeric/parallel.js";
import { work } from "../../src/work.js";
import type { ClaimsSettings } from "./knobs.js";
import { type RecordColumns, type RecordKind, type RecordTask, simulateBlock } from "./records-task.js";

const membersPerTask = 4096;
const task: URL = new URL("./records-task.js", import.meta.url);

export type Records = Readonly<Record<RecordKind, RecordColumns>>;

/** Simulates the members in worker threads and keeps the named records, in the order of the members. */
export async function simulateRecords(
  settings: ClaimsSettings,
  kinds: readonly RecordKind[],
): Promise<Records> {
  const { members, seed, scenario, knobs } = settings;
  const tasks: RecordTask[] = [];
  for (let from = 0; from < members; from += membersPerTask) {
    tasks.push({
      settings: { members, seed, scenario, knobs },
      from,
      to: Math.min(members, from + membersPerTask),
      kinds,
    });
  }
  const parts = await work("simulateClaims", members, async ({ report, signal }) =>
    tasks.length === 1
      ? [simulateBlock(tasks[0]!)]
      : parallel<RecordTask, RecordColumns[]>(task, "simulateBlock", tasks, {
          signal,
          report: (done) => report(Math.min(members, done * membersPerTask)),
        }),
  );
  return Object.fromEntries(
    kinds.map((kind, k) => [kind, joined(parts.map((part) => part[k]!))]),
  ) as unknown as Records;
}

function joined(parts: readonly RecordColumns[]): RecordColumns {
  return parts[0]!.map(([name], j) => {
    const length = parts.reduce((sum, part) => sum + part[j]![1].length, 0);
    const values = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      values.set(part[j]![1], at);
      at += part[j]![1].length;
    }
    return [name, values] as const;
  });
}
