import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parallel } from "#src/numeric/parallel.js";

const tasks = new URL("./tasks/task.mjs", import.meta.url);

describe("parallel", () => {
  it("gives the results in the order of the tasks, and reports each that is done", async () => {
    const done: number[] = [];
    const report = (count: number): number => done.push(count);
    expect(await parallel(tasks, "square", [1, 2, 3, 4, 5], { threads: 2, report })).toEqual([
      1, 4, 9, 16, 25,
    ]);
    expect(done).toEqual([1, 2, 3, 4, 5]);
    expect(await parallel(tasks, "square", [], { threads: 2 })).toEqual([]);
  });

  it("passes on what a task throws, and goes on", async () => {
    await expect(parallel(tasks, "fail", [1, 2, 3, 4], { threads: 2 })).rejects.toThrow("two is too much");
    expect(await parallel(tasks, "fail", [1, 3], { threads: 2 })).toEqual([1, 3]);
  });

  it("survives a worker that dies", async () => {
    await expect(parallel(tasks, "crash", [1, 2], { threads: 2 })).rejects.toThrow("out of nowhere");
    expect(await parallel(tasks, "square", [7], { threads: 1 })).toEqual([49]);
  });

  it("passes on that memory could not be had in a worker, and goes on", async () => {
    await expect(parallel(tasks, "allocate", [8, 2 ** 52, 8], { threads: 2 })).rejects.toMatchObject({
      name: "RangeError",
    });
    expect(await parallel(tasks, "allocate", [8, 80], { threads: 2 })).toEqual([1, 10]);
  });

  it("ends workers that never return when interrupted, without stopping the work of others", async () => {
    const stop = new AbortController();
    const stuck = parallel(tasks, "forever", [1, 2, 3, 4], { threads: 4, signal: stop.signal });
    const others = Array.from({ length: 8 }, (_, i) => parallel(tasks, "square", [i, i + 1], { threads: 2 }));
    setTimeout(() => stop.abort(), 100);
    await expect(stuck).rejects.toMatchObject({ name: "InterruptedError" });
    expect(await Promise.all(others)).toEqual(Array.from({ length: 8 }, (_, i) => [i * i, (i + 1) ** 2]));
    await expect(parallel(tasks, "square", [1], { signal: stop.signal })).rejects.toThrow(/interrupted/);
  });

  it("keeps no process alive, and works in a plain script", () => {
    const script = `
      const { parallel } = await import("#src/numeric/parallel.js");
      console.log(await parallel(new URL(${JSON.stringify(tasks.href)}), "square", [1, 2, 3]));`;
    const { stdout, status, signal } = spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", script],
      { cwd: fileURLToPath(new URL("../..", import.meta.url)), encoding: "utf8", timeout: 20_000 },
    );
    expect({ stdout, status, signal }).toEqual({ stdout: "[ 1, 4, 9 ]\n", status: 0, signal: null });
  });
});
