import { parseArgs } from "node:util";
import { setWorkListener, type WorkListener } from "../../src/work.js";

const usage = `usage: txlab synth icu --patients N --out FOLDER [options]
       txlab synth claims --members N --out FOLDER [options]

Writes a synthetic ICU cohort shaped like MIMIC-IV, or insurance claims shaped like MarketScan, with the truth apart.
No patient data are read.

  --patients N      how many patients (icu)
  --members N       how many members (claims)
  --out FOLDER      the folder to make
  --seed S          default 1
  --scenario NAME   default confounding-by-indication (icu), commercial (claims)
  --knob NAME=X     turn one knob, such as hiddenConfounding=1; may be repeated
  --format NAME     parquet (the default), csv, csv.gz or duckdb
  --dialect NAME    icu: mimic4 (the default), or mimic3 for the names of 2019 and discharge summaries;
                    claims: marketscan (the default); both: omop for the Common Data Model 5.4, or synthea
  --density NAME    icu: light (the default), or mimic for as many rows of chartevents as MIMIC has
  --force           replace FOLDER
`;

/** Writes synthetic data: `txlab synth icu …`, `txlab synth claims …`. Exit code 2 means that the arguments were wrong, 130 an interrupt. */
export async function synth(args: readonly string[]): Promise<number> {
  let parsed: ReturnType<typeof read>;
  try {
    parsed = read(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  const { values, positionals } = parsed;
  if (values.help || positionals.length === 0) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  const problem = wrongArguments(positionals[0]!, values);
  if (problem !== undefined) {
    process.stderr.write(`${problem}.\n\n${usage}`);
    return 2;
  }
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const before = setWorkListener(progressLine(abort.signal));
  try {
    const { existsSync } = await import("node:fs");
    if (existsSync(values.out!) && !values.force) {
      process.stderr.write(
        `${values.out} exists already; choose another folder, or replace it with --force.\n`,
      );
      return 2;
    }
    return await (positionals[0] === "icu" ? writeStays(values) : writeMembers(values));
  } catch (error) {
    process.stderr.write(`\n${(error as Error).message}\n`);
    if (abort.signal.aborted) return 130;
    return (error as Error).name === "ArgumentError" ? 2 : 1;
  } finally {
    setWorkListener(before);
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

/** What is wrong with what was asked for, if anything is. */
function wrongArguments(kind: string, values: Values): string | undefined {
  if (kind !== "icu" && kind !== "claims") return `txlab synth makes no "${kind}"`;
  const [size, other] =
    kind === "icu" ? (["patients", "members"] as const) : (["members", "patients"] as const);
  if (values[other] !== undefined) return `txlab synth ${kind} takes --${size}, not --${other}`;
  if (kind === "claims" && values.density !== undefined) return "txlab synth claims has no --density";
  if (values[size] === undefined || values.out === undefined) return `--${size} and --out are needed`;
  return undefined;
}

type Values = ReturnType<typeof read>["values"];

function read(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      patients: { type: "string" },
      members: { type: "string" },
      out: { type: "string" },
      seed: { type: "string" },
      scenario: { type: "string" },
      knob: { type: "string", multiple: true },
      format: { type: "string" },
      dialect: { type: "string" },
      density: { type: "string" },
      force: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
}

/** What both generators take. */
function common(values: Values): Record<string, number | string> {
  const knobs = (values.knob ?? []).map((text) => [text.split("=")[0], Number(text.split("=")[1])]);
  return {
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    ...(values.scenario === undefined ? {} : { scenario: values.scenario }),
    ...Object.fromEntries(knobs),
  };
}

function where(values: Values): { out: string; format?: "parquet"; force: boolean } {
  const format = values.format === undefined ? {} : { format: values.format as "parquet" };
  return { out: values.out!, ...format, force: values.force === true };
}

async function writeStays(values: Values): Promise<number> {
  const { simulateIcu, writeIcu } = await import("../../data-synth/index.js");
  const simulated = await simulateIcu({
    ...common(values),
    patients: Number(values.patients),
    ...(values.density === undefined ? {} : { density: values.density as "mimic" }),
  });
  const files = await writeIcu(simulated, {
    ...where(values),
    ...(values.dialect === undefined ? {} : { dialect: values.dialect as "omop" }),
  });
  const { stays, patients } = simulated.cohort;
  return said(values, `${count(stays)} stays of ${count(patients)} patients`, files);
}

async function writeMembers(values: Values): Promise<number> {
  const { simulateClaims, writeClaims } = await import("../../data-synth/index.js");
  const simulated = await simulateClaims({ ...common(values), members: Number(values.members) });
  const files = await writeClaims(simulated, {
    ...where(values),
    ...(values.dialect === undefined ? {} : { dialect: values.dialect as "omop" }),
  });
  return said(values, `claims of ${count(simulated.cohort.members)} members`, files);
}

function said(values: Values, what: string, files: readonly { readonly rows?: number }[]): number {
  const rows = files.reduce((sum, file) => sum + (file.rows ?? 0), 0);
  const counted = rows > 0 ? `, ${count(rows)} rows` : "";
  process.stdout.write(`${values.out}: ${what}, ${files.length} files${counted}. The truth is in truth/.\n`);
  return 0;
}

function count(n: number): string {
  return n.toLocaleString("en-US");
}

/** Progress as one line of the terminal that is written over; silent where standard error is no terminal. */
function progressLine(signal: AbortSignal): WorkListener {
  return {
    start(label, total) {
      const show = (text: string): void => {
        if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
      };
      return {
        signal,
        report: (done) =>
          show(`${label}: ${done.toLocaleString("en-US")} of ${total.toLocaleString("en-US")}`),
        end: () => show(""),
      };
    },
  };
}
