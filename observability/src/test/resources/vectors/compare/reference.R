# Reference values for the comparison's statistics, from R's own functions.
# Rscript reference.R > reference.tsv
# One line a figure: function, inputs, outputs, separated by tabs; lists by blanks.
set.seed(20261122)
full <- function(x) paste(format(x, digits = 17, trim = TRUE, scientific = FALSE), collapse = " ")
line <- function(...) cat(paste(..., sep = "\t"), "\n", sep = "")

ms <- function(n, later = 0, digits = 3) round(exp(rnorm(n, log(900), 0.4)) + later, digits)

# quantile, data, share, value
for (n in c(1, 2, 7, 40, 101)) {
  x <- ms(n)
  for (p in c(0, 0.1, 0.25, 0.5, 0.9, 0.99, 1)) {
    line("quantile", full(x), full(p), full(quantile(x, p, type = 7, names = FALSE)))
  }
}

# ranks, a, b, exact, p-value, median of the differences, low, high
ranks <- function(a, b) {
  ties <- length(unique(c(a, b))) < length(a) + length(b)
  exact <- !ties && length(a) < 50 && length(b) < 50
  test <- wilcox.test(a, b, exact = exact, conf.int = TRUE)
  line("ranks", full(a), full(b), exact, full(test$p.value), full(median(outer(a, b, "-"))),
       full(test$conf.int[1]), full(test$conf.int[2]))
}
ranks(ms(4), ms(4))
ranks(ms(4), ms(5, 3000))
ranks(ms(8), ms(11))
ranks(ms(25, 150), ms(12))
ranks(ms(49), ms(49, 60))
ranks(ms(25, 0, -2), ms(30, 100, -2))
ranks(ms(60, 0, -1), ms(45, 50, -1))
ranks(ms(50), ms(50))
ranks(ms(120, 80), ms(150))
ranks(ms(400), ms(300, 20))

# wilson, part, whole, low, high
for (pw in list(c(0, 1), c(0, 20), c(1, 7), c(7, 7), c(15, 148), c(81, 263), c(990, 1000))) {
  ci <- suppressWarnings(prop.test(pw[1], pw[2], correct = FALSE))$conf.int
  line("wilson", pw[1], pw[2], full(ci[1]), full(ci[2]))
}
