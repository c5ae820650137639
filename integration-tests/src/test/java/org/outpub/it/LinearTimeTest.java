package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.outpub.sorcery.ini.text.Includes;
import org.outpub.sorcery.ini.text.Includes.IncludedFile;
import org.outpub.sorcery.ini.text.IniDocument;
import org.outpub.sorcery.ini.text.IniReader;

/**
 * Whatever a text repeats, reading eight times as much takes about eight times as long, and not sixty-four times.
 * Measured in processor time of this thread, the least of some runs, with a wide margin.
 */
class LinearTimeTest {
    private static final int LINES = 4_000;
    private static final int TIMES = 8;
    private static final int MARGIN = 4;
    private static final int RUNS = 3;
    private static final long NOISE_NANOS = 30_000_000;

    /** A text that grows with a number of lines. */
    private record Kind(String name, IntFunction<String> text) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Kind repeated(String name, String head, String line) {
        return new Kind(name, lines -> head + line.repeat(lines));
    }

    private static Kind numbered(String name, String head, String line) {
        return new Kind(name, lines -> {
            StringBuilder text = new StringBuilder(head);
            for (int i = 0; i < lines; i++) {
                text.append(line.replace("#", String.valueOf(i)));
            }
            return text.toString();
        });
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                numbered("sections", "", "[s#]\nx=1\n"),
                numbered("sections of a template", "[t](!)\na=1\nb=2\n", "[s#](t)\nx=1\n"),
                numbered("templates of the one before", "[t0](!)\n", "[t#](!,t0)\na#=1\n"),
                repeated("sections of one name", "", "[a]\n"),
                repeated("templates of one name, then continued", "", "[a](!)\n[a](+TEMPLATES=restrict)\nx=1\n"),
                repeated("a value that grows", "[a]\n", "x+=abc\n"),
                repeated("values that grow by turns", "[a]\n", "x+=abc\ny+=abc\n"),
                repeated("a value that grows and is inherited", "[a]\n", "[a](+)\nx+=abc\n[b](a)\n"),
                numbered("names that are joined", "[a]\n", "n#+=1\n"),
                repeated("a section that is continued", "[a]\n", "[a](+)\nx=1\n"),
                repeated("a section that is continued by a filter", "[a]\nx=1\n", "[a](+x=1)\ny=1\n"),
                repeated("filters that find nothing", "[a](!)\n", "[a](!)\n[a](+y=z)\n"),
                repeated("lines without a meaning", "[a]\n", "nonsense\n"),
                repeated("comments", "[a]\n", ";-- a ;-- b --; c --; x=1 ; d\n"),
                repeated("escapes", "[a]\n", "x=" + "\\;".repeat(100) + "\n"),
                repeated("blanks", "[a]\n", " ".repeat(200) + "x" + " ".repeat(200) + "=1\n"),
                repeated("items", "[e](!)\n", "[a](" + "e,".repeat(50) + "e)\n"),
                repeated("wrong headers", "", "[a\n"),
                repeated("control characters", "[a]\n", "x=\u0001\n"),
                repeated("text of another encoding", "[a]\n", "x=\u00e4\n"),
                repeated("an included file", "[a]\n", "#include small\n"),
                repeated("missing files", "[a]\n", "#tryinclude none\n"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eightTimesAsMuchTakesAboutEightTimesAsLong(Kind kind) {
        byte[] small = kind.text.apply(LINES).getBytes(StandardCharsets.ISO_8859_1);
        byte[] large = kind.text.apply(LINES * TIMES).getBytes(StandardCharsets.ISO_8859_1);
        leastNanos(small); // warms up
        long little = leastNanos(small);
        long much = leastNanos(large);
        // A compiler at work, or another process, may spoil one measurement, but not three in a row.
        for (int again = 1; again < 3 && much > little * TIMES * MARGIN + NOISE_NANOS; again++) {
            little = leastNanos(small);
            much = leastNanos(large);
        }
        tellIfTooSlow(kind, little, much);
    }

    private static void tellIfTooSlow(Kind kind, long little, long much) {
        assertTrue(
                much <= little * TIMES * MARGIN + NOISE_NANOS,
                () -> kind + ": " + little / 1_000 + " µs, and " + much / 1_000 + " µs for " + TIMES
                        + " times as much");
    }

    private static long leastNanos(byte[] text) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            IniDocument first = read(text, null);
            read(text, first);
            least = Math.min(least, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began);
        }
        return least;
    }

    private static IniDocument read(byte[] text, @Nullable IniDocument former) {
        byte[] small = "y=1\n".getBytes(StandardCharsets.UTF_8);
        Includes includes = (pattern, including, problems) ->
                pattern.equals("small") ? List.of(new IncludedFile("small", small)) : List.of();
        return IniReader.read("main", text, includes, former);
    }
}
