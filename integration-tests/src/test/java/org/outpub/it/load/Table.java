package org.outpub.it.load;

import java.util.Locale;

/** Prints rows as {@code docs/benchmarks.md} has them. */
final class Table {
    private Table() {}

    static void head(String... columns) {
        say("");
        row((Object[]) columns);
        say("| ---" + " | ---".repeat(columns.length - 1) + " |");
    }

    static void row(Object... cells) {
        StringBuilder line = new StringBuilder("|");
        for (Object cell : cells) {
            line.append(' ')
                    .append(cell instanceof Double number ? number(number) : cell)
                    .append(" |");
        }
        say(line.toString());
    }

    /** Three digits are as much as a measurement tells. */
    private static String number(double value) {
        String format = Math.abs(value) < 10 ? "%.2f" : Math.abs(value) < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }

    static void say(String line) {
        System.out.println(line);
    }
}
