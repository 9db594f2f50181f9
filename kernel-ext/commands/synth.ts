import { parseArgs } from "node:util";
import { setWorkListener, type WorkListener } from "../../src/work.js";

const usage = `usage: txlab synth icu --patients N --out FOLDER [options]

Writes a synthetic ICU cohort shaped like MIMIC-IV, with its truth apart. No patient data are read.

  --patients N      how many patients
  --out FOLDER      the folder to make
  --seed S          default 1
  --scenario NAME   default confounding-by-indication
  --knob NAME=X     turn one knob, such as hiddenConfounding=1; may be repeated
  --format NAME     parquet (the default), csv, csv.gz or duckdb
  --dialect NAME    mimic4 (the default), or mimic3 for the names of 2019 and discharge summaries
  --force           replace FOLDER
`;

/** Writes synthetic data: `txlab synth icu …`. Exit code 2 means that the arguments were wrong, 130 an interrupt. */
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
  if (positionals[0] !== "icu" || values.patients === undefined || values.out === undefined) {
    const problem =
      positionals[0] !== "icu"
        ? `txlab synth makes no "${positionals[0]}"`
        : "--patients and --out are needed";
    process.stderr.write(`${problem}.\n\n${usage}`);
    return 2;
  }
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const before = setWorkListener(progressLine(abort.signal));
  try {
    const { existsSync } = await import("node:fs");
    if (existsSync(values.out) && !values.force) {
      process.stderr.write(
        `${values.out} exists already; choose another folder, or replace it with --force.\n`,
      );
      return 2;
    }
    return await write(values);
  } catch (error) {
    process.stderr.write(`\n${(error as Error).message}\n`);
    if (abort.signal.aborted) return 130;
    return (error as Error).name === "ArgumentError" ? 2 : 1;
  } finally {
    setWorkListener(before);
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

function read(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      patients: { type: "string" },
      out: { type: "string" },
      seed: { type: "string" },
      scenario: { type: "string" },
      knob: { type: "string", multiple: true },
      format: { type: "string" },
      dialect: { type: "string" },
      force: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
}

async function write(values: ReturnType<typeof read>["values"]): Promise<number> {
  const { simulateIcu, writeIcu } = await import("../../data-synth/index.js");
  const knobs = Object.fromEntries(
    (values.knob ?? []).map((text) => [text.split("=")[0], Number(text.split("=")[1])]),
  );
  const simulated = await simulateIcu({
    patients: Number(values.patients),
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    ...(values.scenario === undefined ? {} : { scenario: values.scenario as "randomized" }),
    ...knobs,
  });
  const files = await writeIcu(simulated, {
    out: values.out!,
    ...(values.format === undefined ? {} : { format: values.format as "parquet" }),
    ...(values.dialect === undefined ? {} : { dialect: values.dialect as "mimic3" }),
    force: values.force === true,
  });
  const rows = files.reduce((sum, file) => sum + (file.rows ?? 0), 0);
  const count = (n: number): string => n.toLocaleString("en-US");
  process.stdout.write(
    `${values.out}: ${count(simulated.cohort.stays)} stays of ${count(simulated.cohort.patients)} patients, ${files.length} files${rows > 0 ? `, ${count(rows)} rows` : ""}. The truth is in truth/.\n`,
  );
  return 0;
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
