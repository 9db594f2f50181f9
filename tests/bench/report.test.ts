import { describe, expect, it } from "vitest";
import { table } from "../../bench/frame/report.js";
import { startSide } from "../../bench/frame/session.js";

const row = {
  task: "t",
  title: "a task",
  peer: "a peer",
  goal: 4,
  gate: true,
  said: "close",
  ratio: 5,
  ratios: [4.5, 6],
  ourMs: 20,
  peerMs: 1500,
  ourCpuMs: 30,
  peerCpuMs: 1500,
  cpuRatio: 50,
  ourPeak: 2 ** 28,
  peerPeak: 2 ** 31,
  runs: 5,
};

describe("the table of a benchmark", () => {
  it("says whether a goal is met, not met, or the peer faster", () => {
    expect(table([row])).toContain("| ≥ 4×: met");
    expect(table([{ ...row, ratio: 3 }])).toContain("NOT MET");
    expect(table([{ ...row, ratio: 0.9 }])).toContain("LOST");
    expect(table([row])).toContain("5.0× (4.5 to 6.0)");
    expect(table([row])).toContain("256 MiB / 2.0 GiB");
  });

  it("names a peer that is missing and a gate that failed", () => {
    expect(table([{ ...row, gate: null, ratio: null, missing: "not installed: econml" }])).toContain(
      "missing: not installed: econml",
    );
    expect(table([{ ...row, gate: false, said: "far" }])).toContain("FAILED: far");
    expect(table([{ ...row, runs: 1 }])).toContain("1.50 s (one run)");
  });
});

describe("a side of a comparison", () => {
  const side = (code: string) => startSide(process.execPath, ["--input-type=module", "--eval", code], 1);

  it("that cannot start says why", async () => {
    await expect(side('console.log(JSON.stringify({ missing: "not installed: x" }))')).rejects.toThrow(
      "not installed: x",
    );
    await expect(side('throw new Error("no such file")')).rejects.toThrow();
    await expect(startSide("/nowhere/python", [], 1)).rejects.toThrow();
  });

  it("runs when it is asked to, and ends", async () => {
    const started = await side(`
      const say = (message) => console.log(JSON.stringify(message));
      say({ versions: { it: process.env.OMP_NUM_THREADS } });
      process.stdin.on("data", (word) => {
        if (String(word).trim() === "end") { say({ peak: 5 }); process.exit(0); }
        say({ ms: 1, result: 2 });
      });`);
    expect(started.versions).toEqual({ it: "1" });
    expect(await started.run()).toEqual({ ms: 1, result: 2 });
    expect(await started.end()).toEqual({ peak: 5 });
  });
});
