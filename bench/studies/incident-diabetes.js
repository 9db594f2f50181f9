// Parity with Razavian et al. 2015 (AUC 0.75 from known risk factors, 0.80 from all claims): an L1 logistic model of new
// diabetes on synthetic claims. Two fifths of the members are never learned from; the penalty is chosen by cross-validation
// over members of the rest, separately for each set of features. Members leave as the generator's default has it.
// Cohorts of 200,000 members, one seed each, are pooled, so that memory does not grow with them.
//
//     node bench/studies/incident-diabetes.js [cohorts] [seed]
import { bindColumns, designMatrix, selectRows } from "txlab/cohort";
import { incidentDiabetesStudy, simulateClaims } from "txlab/data-synth";
import { auroc } from "txlab/fairness";
import { lasso } from "txlab/models";
import { randomStream } from "txlab/stats";

const [cohorts = 4, seed = 2015] = process.argv.slice(2).map(Number);
const members = 200_000;
const demographic = ["age", "female", "C(region)", "rural"];
const factors = ["hypertension", "hyperlipidemia", "obesity", "coronary_disease"];
const glycemic = ["dx:79029@730 any", "dx:64883@730 any", "dx:2564@730 any"];

const parts = [];
for (let k = 0; k < cohorts; k++) parts.push(await part(seed + k));
const y = Float64Array.from(parts.flatMap((each) => each.y));
const [learn, test] = [[], []];
for (let i = 0; i < y.length; i++) (i % 5 < 3 ? learn : test).push(i);
const [labels, held] = [learn, test].map((rows) => Float64Array.from(rows, (i) => y[i]));
const count = (values) => values.reduce((sum, each) => sum + each, 0);

const demographics = stack(parts.map(({ people }) => people(demographic)));
const known = stack(parts.map(({ people }) => people([...demographic, ...factors])));
const claims = stack(parts.map(({ design }) => design));
const sets = {
  demographics,
  "known risk factors": known,
  "and codes of prediabetes, gestational diabetes, polycystic ovaries": bindColumns(
    known,
    pick(claims, glycemic),
  ),
  "all claims": bindColumns(known, claims),
};

console.log(
  `${cohorts} cohorts of ${members} members, seeds from ${seed}: ${y.length} in the study, ${count(y)} new diabetes (${((1000 * count(y)) / y.length).toFixed(1)} per 1,000); ${count(labels)} learned from, ${count(held)} of ${held.length} held out\n`,
);
console.log(
  "| features | columns | λ | not 0 | AUC | beside known risk factors |\n|---|---|---|---|---|---|",
);
const areas = {};
for (const [name, x] of Object.entries(sets)) {
  const model = await lasso({ family: "logistic", folds: 5 }).fit(selectRows(x, learn), labels, {
    stream: randomStream(seed),
  });
  const score = await model.predict(selectRows(x, test));
  areas[name] = auroc({ y: held, score });
  const { value, standardError } = areas[name];
  const beside = name === "demographics" ? "" : gain(areas[name], areas["known risk factors"]);
  const used = model.coefficients.filter((each) => each !== 0).length;
  console.log(
    `| ${name} | ${x.names.length} | ${model.lambda.toPrecision(2)} | ${used} | ${value.toFixed(3)} ± ${standardError.toFixed(3)} | ${beside} |`,
  );
}

async function part(seed) {
  const { cohort } = await simulateClaims({ members, seed });
  const database = await cohort.database();
  const study = await incidentDiabetesStudy(database);
  const { design } = await study.features();
  database.close();
  const people = (terms) => designMatrix(study.table, terms, { sparse: true });
  return { y: [...study.table.array("diabetes")], people, design };
}

/** The difference of two areas on the same members, with its error from their influence values. */
function gain(one, other) {
  if (one === other) return "";
  const square = one.influence.reduce((sum, each, i) => sum + (each - other.influence[i]) ** 2, 0);
  const error = Math.sqrt(square) / one.influence.length;
  const difference = one.value - other.value;
  return `${difference < 0 ? "−" : "+"}${Math.abs(difference).toFixed(3)} ± ${error.toFixed(3)}`;
}

/** Sparse designs of different people below one another, with every column that any of them has. */
function stack(designs) {
  const names = [...new Set(designs.flatMap((each) => each.names))].sort();
  const starts = new Int32Array(names.length + 1);
  const [rowIndices, values] = [[], []];
  for (const [j, name] of names.entries()) {
    let above = 0;
    for (const each of designs) {
      const k = each.names.indexOf(name);
      for (let at = k < 0 ? 0 : each.starts[k]; k >= 0 && at < each.starts[k + 1]; at++) {
        rowIndices.push(above + each.rowIndices[at]);
        values.push(each.values[at]);
      }
      above += each.rows;
    }
    starts[j + 1] = rowIndices.length;
  }
  const rows = designs.reduce((sum, each) => sum + each.rows, 0);
  return { rows, names, starts, rowIndices: Int32Array.from(rowIndices), values: Float64Array.from(values) };
}

/** The design of some columns. */
function pick({ rows, names, starts, rowIndices, values }, wanted) {
  const columns = wanted.map((name) => names.indexOf(name)).filter((j) => j >= 0);
  const from = (array) => columns.flatMap((j) => [...array.subarray(starts[j], starts[j + 1])]);
  const ends = columns.map((j) => starts[j + 1] - starts[j]);
  const below = [0];
  for (const each of ends) below.push(below.at(-1) + each);
  return {
    rows,
    names: columns.map((j) => names[j]),
    starts: Int32Array.from(below),
    rowIndices: Int32Array.from(from(rowIndices)),
    values: Float64Array.from(from(values)),
  };
}
