import { openSync } from "node:fs";
import { join } from "node:path";
import { fitStream, logistic } from "txlab/models";
import { readColumns, readInto } from "./columns.js";
import { writeLogisticData } from "./logistic-data.js";

const peers = ({ rows }) => {
  const few = rows > 5e6 ? { once: true } : {};
  const sklearn = (solver) => ({
    name: `scikit-learn, ${solver}`,
    module: "logistic",
    goal: 4,
    // The loosest power of ten at which the solver's coefficients pass the gate.
    arguments: { peer: "scikit-learn", solver, tolerance: solver === "lbfgs" ? 1e-7 : 1e-6 },
    ...few,
  });
  // Its two ways to the same maximum differ in time by about three.
  const statsmodels = (routine) => ({
    name: `statsmodels, ${routine}`,
    module: "logistic",
    goal: 15,
    arguments: { peer: "statsmodels", routine },
  });
  return rows > 5e6
    ? [sklearn("newton-cholesky")]
    : [sklearn("lbfgs"), sklearn("newton-cholesky"), statsmodels("Logit"), statsmodels("GLM")];
};

const size = (label, rows, columns, more = {}) => ({
  name: `logistic-${label}-${columns}`,
  title: `logistic MLE, ${label} × ${columns}`,
  arguments: { rows, columns, ...more },
  files: `logistic-${label}-${columns}`,
  write: writeLogisticData,
  peers: more.streamed ? [] : peers({ rows }),
  gate,
});

export const tasks = [
  size("100k", 100_000, 20),
  size("1M", 1_000_000, 20),
  { ...size("10M", 10_000_000, 20), long: true },
  {
    ...size("10M", 10_000_000, 50, { streamed: true }),
    title: "logistic MLE, 10M × 50, streamed from a file",
    long: true,
  },
];

function gate(ours, theirs) {
  const apart = Math.max(...ours.coefficients.map((value, j) => Math.abs(value - theirs.coefficients[j])));
  return { pass: apart <= 1e-6, said: `coefficients differ by ${apart.toExponential(1)} (limit 1e-6)` };
}

/** Our side. */
export async function load(folder, { rows, columns, streamed }) {
  const names = Array.from({ length: columns }, (_, j) => `x${j}`);
  if (streamed) return () => fitted(fitStream(fileStream(folder, rows, names), { model: "logistic" }));
  const x = { rows, names, columns: readColumns(folder, "x", rows, columns) };
  const [y] = readColumns(folder, "y", rows, 1);
  return () => fitted(logistic().fit(x, y));
}

async function fitted(fitting) {
  const { coefficients, logLikelihood, deviance } = await fitting;
  return { coefficients: [...coefficients], logLikelihood: logLikelihood ?? -deviance / 2 };
}

/** Batches of 65,536 rows, read from the file as they are asked for. */
function fileStream(folder, rows, names) {
  const x = openSync(join(folder, "x.f64"), "r");
  const y = openSync(join(folder, "y.f64"), "r");
  return {
    names,
    async *batches() {
      for (let from = 0; from < rows; from += 65_536) {
        const size = Math.min(65_536, rows - from);
        const part = (file, j) => {
          const column = new Float64Array(size);
          readInto(file, column, 8 * (j * rows + from));
          return column;
        };
        yield { columns: names.map((_, j) => part(x, j)), y: part(y, 0) };
      }
    },
  };
}
