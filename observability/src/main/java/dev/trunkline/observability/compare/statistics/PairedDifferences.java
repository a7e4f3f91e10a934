package dev.trunkline.observability.compare.statistics;

/**
 * All differences between a figure of one sorted sample and one of another, in rising order,
 * without holding them: there are as many as the product of both sizes. The place of a value among
 * them is counted in one pass over both samples, and the value at a place is found by bisection.
 */
final class PairedDifferences {
    private final double[] a;
    private final double[] b;

    PairedDifferences(double[] a, double[] b) {
        this.a = a;
        this.b = b;
    }

    long count() {
        return (long) a.length * b.length;
    }

    double median() {
        long count = count();
        double high = smallest(count / 2 + 1);
        return count % 2 == 1 ? high : (smallest(count / 2) + high) / 2;
    }

    /**
     * The difference at a place in rising order.
     *
     * @param place 1 to {@link #count}
     */
    double smallest(long place) {
        // Of the doubles in their order, as whole numbers: ends at the very difference, no
        // tolerance.
        long low = ordered(a[0] - b[b.length - 1]);
        long high = ordered(a[a.length - 1] - b[0]);
        while (low < high) {
            long middle = (low & high) + ((low ^ high) >> 1); // without overflow
            if (upTo(fromOrdered(middle)) >= place) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return fromOrdered(low);
    }

    /** How many do not exceed {@code value}. */
    private long upTo(double value) {
        long count = 0;
        int j = 0; // the first of b that is large enough; never falls, as a rises
        for (double one : a) {
            while (j < b.length && one - b[j] > value) {
                j++;
            }
            count += b.length - j;
        }
        return count;
    }

    /** A whole number that is smaller than another one's where the double is; its own inverse. */
    private static long ordered(double value) {
        long bits = Double.doubleToLongBits(value + 0.0); // no negative zero
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    private static double fromOrdered(long ordered) {
        return Double.longBitsToDouble(ordered ^ (ordered >> 63 & Long.MAX_VALUE));
    }
}
