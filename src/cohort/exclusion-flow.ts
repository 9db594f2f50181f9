import { DataError } from "../errors.js";
import { displayable } from "../plot/display.js";
import { formatNumber } from "../plot/format.js";
import type { CheckedRoles } from "./causal-study.js";
import type { Frame } from "./frame.js";
import { isMissing } from "./is-missing.js";
import { readsOf } from "./terms/fit-term.js";

/** Who was left out, step by step. */
export interface ExclusionFlow {
  readonly total: number;
  readonly steps: readonly { readonly reason: string; readonly excluded: number }[];
  readonly kept: number;
  /** Rows that stayed though a value is missing, and what is done about it. */
  readonly decided: readonly { readonly reason: string; readonly rows: number }[];
  toString(): string;
}

interface Role {
  readonly label: string;
  readonly choice: "drop" | keyof typeof handling | undefined;
  readonly choices: string;
  readonly missing: (row: number) => boolean;
}

/** The rows that the study keeps; missing values that nobody decided about are refused with their counts. */
export function exclude(
  frame: Frame,
  treatment: string,
  roles: CheckedRoles,
): { rows: Int32Array; flow: ExclusionFlow } {
  const kept = new Uint8Array(frame.rows).fill(1);
  const steps: { reason: string; excluded: number }[] = [];
  const decided: { role: Role; reason: string }[] = [];
  // Collected first, so that an unknown column is reported before anything that is missing.
  for (const role of [...rolesToCheck(frame, treatment, roles)]) {
    let count = 0;
    for (let i = 0; i < frame.rows; i++) if (kept[i] && role.missing(i)) count++;
    if (count === 0) continue;
    if (role.choice !== undefined && role.choice !== "drop") {
      decided.push({ role, reason: `${role.label} missing, ${handling[role.choice]}` });
      continue;
    }
    if (role.choice !== "drop") throw new DataError(refusal(role, count, frame.rows));
    for (let i = 0; i < frame.rows; i++) if (role.missing(i)) kept[i] = 0;
    steps.push({ reason: `${role.label} missing`, excluded: count });
  }
  const rows = Int32Array.from(Array.from(kept.keys()).filter((i) => kept[i]));
  if (rows.length === 0)
    throw new DataError(`no row is left: each of the ${frame.rows} rows lacks a role's value.`);
  const stayed = decided.map(({ role, reason }) => ({
    reason,
    rows: rows.reduce((count, i) => count + (role.missing(i) ? 1 : 0), 0),
  }));
  const shown = stayed.filter((each) => each.rows > 0);
  return { rows, flow: exclusionFlow(frame.rows, steps, rows.length, shown) };
}

const handling = {
  indicator: "marked by an indicator",
  impute: "to be imputed",
  censor: "censored",
} as const;

function* rolesToCheck(frame: Frame, treatment: string, roles: CheckedRoles): Generator<Role> {
  const column = (name: string, role: string): ((row: number) => boolean) => {
    const values = frame.column(name, role);
    return (row) => isMissing(values[row]);
  };
  const missing = roles.missing ?? {};
  yield {
    label: `treatment "${treatment}"`,
    choice: missing.treatment,
    choices: `missing: { treatment: "drop" }`,
    missing: column(treatment, "treatment"),
  };
  yield {
    label: `outcome "${roles.outcome}"`,
    choice: missing.outcome,
    choices: `missing: { outcome: "drop" | "censor" | "impute" }; dropping them assumes they are missing completely at random`,
    missing: column(roles.outcome, "outcome"),
  };
  const reads = new Map<string, string>();
  roles.confounders.forEach((term, j) => {
    for (const name of readsOf(term, frame.names)) if (!reads.has(name)) reads.set(name, `confounders[${j}]`);
  });
  for (const [name, role] of reads) {
    yield {
      label: `confounder "${name}"`,
      choice: missing.confounders,
      choices: `missing: { confounders: "drop" | "indicator" | "impute" }`,
      missing: column(name, role),
    };
  }
}

/** The flow with one more step at its end. */
export function extendFlow(flow: ExclusionFlow, step: ExclusionFlow["steps"][number]): ExclusionFlow {
  return exclusionFlow(flow.total, [...flow.steps, step], flow.kept - step.excluded, flow.decided);
}

function refusal(role: Role, count: number, rows: number): string {
  const [n, total] = [count, rows].map((value) => formatNumber(value, 0));
  return `${role.label} is missing in ${n} of ${total} rows. Choose ${role.choices}.`;
}

/** The flow of so many rows through some steps. */
export function exclusionFlow(
  total: number,
  steps: ExclusionFlow["steps"],
  kept: number,
  decided: ExclusionFlow["decided"] = [],
): ExclusionFlow {
  const flow = { total, steps: Object.freeze(steps), kept, decided: Object.freeze(decided) };
  const row = (text: string, n: number): string => `${text}: ${formatNumber(n, 0)}`;
  return displayable(flow, {
    text: () =>
      [
        row("rows in the table", total),
        ...steps.map(({ reason, excluded }) => row(`left out, ${reason}`, excluded)),
        row("rows in the study", kept),
        ...decided.map((each) => row(`of which ${each.reason}`, each.rows)),
      ].join("\n"),
  });
}
