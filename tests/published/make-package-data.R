# Writes the data sets that R packages carry as CSV into a folder, where the published checks look for them.
#     Rscript make-package-data.R "$TXLAB_DATA"     (R 4.2, MatchIt 4.5.1, survey 4.1)
# lalonde is Dehejia & Wahba's (1999); api is California's Academic Performance Index of 2000. None of it is committed here.
folder <- commandArgs(trailingOnly = TRUE)[1]
data(lalonde, package = "MatchIt")
write.csv(lalonde, file.path(folder, "matchit_lalonde.csv"), row.names = FALSE)
data(api, package = "survey")
write.csv(apiclus1, file.path(folder, "apiclus1.csv"), row.names = FALSE)
