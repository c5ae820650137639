package org.outpub.api.sorcery.type;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a misspelt name probably meant. */
public final class NearestName {
    /** No name that is meant is longer. */
    private static final int LONGEST = 255;

    private NearestName() {}

    /**
     * Finds the nearest of some names by edit distance, if it is near enough to be meant.
     *
     * @param misspelt what was written
     * @param known what could have been meant
     * @return empty if nothing is near
     */
    public static Optional<String> of(String misspelt, Collection<String> known) {
        if (misspelt.length() > LONGEST) {
            return Optional.empty();
        }
        String word = misspelt.toLowerCase(Locale.ROOT);
        int tolerance = Math.max(1, word.length() / 3);
        String nearest = "";
        int best = tolerance + 1;
        for (String candidate : known) {
            // Lengths that differ by more than the best distance cannot win; this also bounds hostile input.
            if (Math.abs(candidate.length() - word.length()) < best) {
                int distance = distance(word, candidate.toLowerCase(Locale.ROOT));
                if (distance < best) {
                    best = distance;
                    nearest = candidate;
                }
            }
        }
        return best <= tolerance ? Optional.of(nearest) : Optional.empty();
    }

    /**
     * Says what was probably meant.
     *
     * @param misspelt what was written
     * @param known what could have been meant
     * @return {@code did you mean 'expiration'?}, or empty text
     */
    public static String hint(String misspelt, Collection<String> known) {
        return of(misspelt, known).map(name -> "did you mean '" + name + "'?").orElse("");
    }

    /** Counts letters left out, added, replaced, and pairs of neighbours swapped: the ways in which fingers err. */
    private static int distance(String a, String b) {
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
                if (swapped(a, i, b, j)) {
                    current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
                }
            }
            int[] free = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = free;
        }
        return previous[b.length()];
    }

    private static boolean swapped(String a, int i, String b, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
