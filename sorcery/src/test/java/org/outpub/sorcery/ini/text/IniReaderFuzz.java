package org.outpub.sorcery.ini.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.outpub.sorcery.ini.text.Includes.IncludedFile;

/**
 * What a coverage-guided fuzzer calls with bytes that it invents: several files that may include each other, split at
 * bytes that no text holds. {@code docs/security.md} says how it is run.
 */
public final class IniReaderFuzz {
    private static final byte SEPARATOR = (byte) 0xFF;
    private static final int PARTS = 5;
    /** More than the reader's own bound on what may be inherited, and on what it counts as one entry. */
    private static final long ENTRIES_ALWAYS = 100_000;

    private static final long ENTRIES_PER_BYTE = 16;

    private IniReaderFuzz() {}

    /**
     * Reads the first part, which may include the others, afresh twice, and beside a reading of itself and of the second.
     *
     * @param input any bytes
     * @throws AssertionError if the two readings differ, or what is read is out of proportion to the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        List<byte[]> parts = split(input);
        Includes includes = (pattern, including, problems) -> {
            List<IncludedFile> found = new ArrayList<>();
            for (int i = 0; i < PARTS; i++) {
                String name = String.valueOf((char) ('a' + i));
                if (pattern.equals("*") || pattern.equals(name)) {
                    found.add(new IncludedFile(name, parts.get(i)));
                }
            }
            return found;
        };
        IniDocument first = IniReader.read("a", parts.get(0), includes);
        long entries = first.sections().stream()
                .mapToLong(section -> section.values().size())
                .sum();
        // each included file adds to the bound, and may be included more than once
        long read = (long) input.length * 10_001;
        check(entries <= ENTRIES_ALWAYS + ENTRIES_PER_BYTE * read, entries + " entries");
        same(first, IniReader.read("a", parts.get(0), includes));
        same(first, IniReader.read("a", parts.get(0), includes, first));
        same(first, IniReader.read("a", parts.get(0), includes, IniReader.read("a", parts.get(1), includes)));
    }

    private static List<byte[]> split(byte[] input) {
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < input.length && parts.size() < PARTS - 1; at++) {
            if (input[at] == SEPARATOR) {
                parts.add(Arrays.copyOfRange(input, from, at));
                from = at + 1;
            }
        }
        parts.add(Arrays.copyOfRange(input, from, input.length));
        while (parts.size() < PARTS) {
            parts.add(new byte[0]);
        }
        return parts;
    }

    /** Fails if two documents differ in anything that one can see. */
    static void same(IniDocument expected, IniDocument actual) {
        check(expected.problems().equals(actual.problems()), expected.problems() + " but " + actual.problems());
        check(expected.sections().size() == actual.sections().size(), "another number of sections");
        for (int i = 0; i < expected.sections().size(); i++) {
            String wanted = print(expected.sections().get(i));
            String found = print(actual.sections().get(i));
            check(wanted.equals(found), wanted + " but " + found);
        }
    }

    private static String print(IniSection section) {
        StringBuilder text = new StringBuilder(section.values().id() + section.template());
        text.append(section.values().origin());
        section.values()
                .entries()
                .forEach(entry -> text.append('\n')
                        .append(entry.name())
                        .append('=')
                        .append(entry.value())
                        .append(' ')
                        .append(entry.origin()));
        return text.toString();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
