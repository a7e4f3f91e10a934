# Reference values for Newcombe's interval, from statsmodels.
# python3 newcombe.py > newcombe.tsv
# One line a figure: part 1, whole 1, part 2, whole 2, low, high, separated by tabs.
from statsmodels.stats.proportion import confint_proportions_2indep

CASES = [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20),
         (10, 10, 0, 10), (970, 1000, 985, 1000), (1, 1, 0, 1), (480, 500, 470, 500)]
for case in CASES:
    low, high = confint_proportions_2indep(*case, method="newcomb", compare="diff")
    print(*case, repr(float(low)), repr(float(high)), sep="\t")
