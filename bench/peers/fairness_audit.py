"""Rates by group with bootstrap errors: by hand in NumPy, and by Fairlearn's MetricFrame."""
import numpy as np
from side import columns


def versions():
    import fairlearn
    import pandas

    return {"numpy": np.__version__, "fairlearn": fairlearn.__version__, "pandas": pandas.__version__}


def load(folder, arguments):
    # Integers are what NumPy counts fastest; the conversion is not charged to it.
    race, sex, y, d = columns(folder, "people", arguments["rows"]).T.astype(np.int64)
    if arguments.get("text"):
        import pandas as pd

        race_text, sex_text = (pd.Series([f"level {k}" for k in c]) for c in (race, sex))

        def run():
            coded = [pd.factorize(c, sort=True)[0] for c in (race_text, sex_text)]
            return by_hand(*coded, y, d, arguments["replicates"])

        return run
    if arguments["peer"] == "NumPy":
        return lambda: by_hand(race, sex, y, d, arguments["replicates"])
    return lambda: by_fairlearn(race, sex, y, d, arguments["replicates"])


def by_hand(race, sex, y, d, replicates):
    cell = ((race * 2 + sex) * 2 + y) * 2 + d
    counts = np.bincount(cell, minlength=40)
    rng = np.random.default_rng(1)
    draws = rng.multinomial(len(y), counts / len(y), size=replicates)
    point, spread = rates(counts[None]), rates(draws)
    values, errors = {}, {}
    for metric, value in point.items():
        for group in range(10):
            key = f"{metric} {group // 2} {group % 2}"
            values[key] = float(value[0, group])
            errors[key] = float(spread[metric][:, group].std(ddof=1))
    return {"values": values, "errors": errors}


def rates(counts):
    tn, fp, fn, tp = np.moveaxis(counts.reshape(-1, 10, 4), 2, 0)
    n = tn + fp + fn + tp
    return {
        "tpr": tp / (tp + fn),
        "fpr": fp / (fp + tn),
        "tnr": tn / (fp + tn),
        "fnr": fn / (tp + fn),
        "selectionRate": (tp + fp) / n,
        "accuracy": (tp + tn) / n,
    }


def by_fairlearn(race, sex, y, d, replicates):
    import fairlearn.metrics as fm
    import pandas as pd
    from sklearn.metrics import accuracy_score

    metrics = {
        "tpr": fm.true_positive_rate,
        "fpr": fm.false_positive_rate,
        "tnr": fm.true_negative_rate,
        "fnr": fm.false_negative_rate,
        "selectionRate": fm.selection_rate,
        "accuracy": accuracy_score,
    }
    frame = fm.MetricFrame(
        metrics=metrics,
        y_true=y,
        y_pred=d,
        sensitive_features=pd.DataFrame({"race": race, "sex": sex}),
        n_boot=replicates,
        ci_quantiles=[0.025, 0.975],
        random_state=1,
    )
    by_group = frame.by_group
    return {"values": {f"{m} {g[0]} {g[1]}": float(by_group.loc[g, m]) for m in metrics for g in by_group.index}, "errors": {}}
