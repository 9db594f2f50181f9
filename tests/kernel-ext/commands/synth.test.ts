import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const command = join(import.meta.dirname, "../../../dist/kernel-ext/cli.js");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "txlab-synth-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]): ReturnType<typeof spawnSync> & { stdout: string; stderr: string } =>
  spawnSync(process.execPath, [command, "synth", ...args], { encoding: "utf8" }) as never;

describe("txlab synth claims", () => {
  it("writes claims and says what it wrote", () => {
    const out = join(folder, "claims");
    const { status, stdout } = run(
      "claims",
      "--members",
      "30",
      "--seed",
      "3",
      "--out",
      out,
      "--format",
      "csv",
    );
    expect(stdout).toMatch(/claims of 30 members, 15 files, [\d,]+ rows\. The truth is in truth\//);
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(join(out, "data-card.json"), "utf8"))).toMatchObject({
      seed: 3,
      members: 30,
    });
  });

  it("refuses bad arguments with exit code 2 and a sentence", () => {
    for (const [args, message] of [
      [["claims", "--patients", "20", "--out", join(folder, "c")], /takes --members, not --patients/],
      [["claims", "--members", "20"], /--members and --out are needed/],
      [["claims", "--members", "5", "--out", join(folder, "c"), "--density", "mimic"], /has no --density/],
      [["claims", "--members", "5", "--out", join(folder, "c"), "--dialect", "mimic3"], /dialect must be/],
      [
        ["claims", "--members", "5", "--out", join(folder, "c"), "--knob", "labShare=2"],
        /labShare is a share/,
      ],
      [["claims", "--members", "5", "--out", folder], /exists already/],
    ] as const) {
      const { status, stderr } = run(...args);
      expect(stderr).toMatch(message);
      expect(status).toBe(2);
    }
    expect(existsSync(join(folder, "c"))).toBe(false);
  });
});

describe("txlab synth icu", () => {
  it("writes a cohort and says what it wrote", () => {
    const out = join(folder, "made");
    const { status, stdout } = run(
      "icu",
      "--patients",
      "20",
      "--seed",
      "3",
      "--out",
      out,
      "--knob",
      "hiddenConfounding=0.5",
      "--density",
      "mimic",
    );
    expect(stdout).toMatch(/stays of 20 patients, 36 files, [\d,]+ rows\. The truth is in truth\//);
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(join(out, "data-card.json"), "utf8"))).toMatchObject({
      seed: 3,
      knobs: { hiddenConfounding: 0.5 },
      density: "mimic",
    });
  });

  it("refuses bad arguments with exit code 2 and a sentence", () => {
    for (const [args, message] of [
      [["icu", "--patients", "20"], /--patients and --out are needed/],
      [["iccu", "--patients", "20", "--out", join(folder, "a")], /makes no "iccu"/],
      [["icu", "--patients", "many", "--out", join(folder, "a")], /patients must be an integer/],
      [
        ["icu", "--patients", "5", "--out", join(folder, "a"), "--scenario", "none"],
        /scenario must be one of/,
      ],
      [
        ["icu", "--patients", "5", "--out", join(folder, "a"), "--knob", "overlapp=2"],
        /Did you mean "overlap"/,
      ],
      [
        ["icu", "--patients", "5", "--out", folder],
        /exists already; choose another folder, or replace it with --force/,
      ],
      [["icu", "--pacients", "5"], /pacients/],
    ] as const) {
      const { status, stderr } = run(...args);
      expect(stderr).toMatch(message);
      expect(status).toBe(2);
    }
    expect(existsSync(join(folder, "a"))).toBe(false);
  });

  it("stops at an interrupt with exit code 130 and leaves nothing", async () => {
    const child = spawn(process.execPath, [
      command,
      "synth",
      "icu",
      "--patients",
      "30000",
      "--out",
      join(folder, "stopped"),
    ]);
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
    while (!readdirSync(folder).some((name) => name.startsWith(".stopped")))
      await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(readdirSync(folder).filter((name) => name.includes("stopped"))).toEqual([]);
  });
});
