package org.outpub.publish.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.outpub.publish.delivery.ClientTransaction.T1;
import static org.outpub.publish.delivery.ClientTransaction.T2;
import static org.outpub.publish.delivery.ClientTransaction.T4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.publish.delivery.ClientTransaction.Effect;
import org.outpub.publish.delivery.ClientTransaction.Fact;
import org.outpub.publish.delivery.ClientTransaction.State;
import org.outpub.publish.delivery.ClientTransaction.Step;

class ClientTransactionTest {
    private static final Path SOURCE = Path.of("src/main/java/org/outpub/publish/transaction/ClientTransaction.java");
    private static final long NOW = justBeforeTheClockWraps();

    private static long justBeforeTheClockWraps() {
        return Long.MAX_VALUE - T1 / 2;
    }

    /** A row of the class comment. */
    private record Row(String state, String fact, String next, String effects) {
        String key() {
            return state + " on " + fact;
        }
    }

    /** What leads to a row: a transaction, a fact and the time since it began. */
    private record Example(ClientTransaction from, Fact fact, long afterNanos) {
        Step step() {
            return from.next(fact, NOW + afterNanos);
        }
    }

    private static ClientTransaction trying(boolean reliable) {
        return ClientTransaction.start(reliable, NOW).next();
    }

    private static ClientTransaction proceeding(boolean reliable) {
        return trying(reliable).next(Fact.PROVISIONAL, NOW + 1).next();
    }

    private static Map<String, Example> examples() {
        ClientTransaction completed = trying(false).next(Fact.FINAL, NOW).next();
        ClientTransaction terminated = trying(true).next(Fact.FINAL, NOW).next();
        Map<String, Example> examples = new LinkedHashMap<>();
        for (boolean answered : new boolean[] {false, true}) {
            String state = answered ? "PROCEEDING" : "TRYING";
            ClientTransaction waiting = answered ? proceeding(false) : trying(false);
            ClientTransaction reliable = answered ? proceeding(true) : trying(true);
            examples.put(state + " on PROVISIONAL", new Example(waiting, Fact.PROVISIONAL, 1));
            examples.put(state + " on FINAL", new Example(waiting, Fact.FINAL, 1));
            examples.put(state + " on FINAL, reliable", new Example(reliable, Fact.FINAL, 1));
            examples.put(state + " on TIMER, none is due", new Example(waiting, Fact.TIMER, T1 - 1));
            examples.put(state + " on TIMER, E is due", new Example(waiting, Fact.TIMER, T1));
            examples.put(state + " on TIMER, F is due", new Example(waiting, Fact.TIMER, 64 * T1));
            examples.put(state + " on TRANSPORT_ERROR", new Example(waiting, Fact.TRANSPORT_ERROR, 1));
        }
        examples.put("COMPLETED on PROVISIONAL", new Example(completed, Fact.PROVISIONAL, 1));
        examples.put("COMPLETED on FINAL", new Example(completed, Fact.FINAL, 1));
        examples.put("COMPLETED on TIMER, none is due", new Example(completed, Fact.TIMER, T4 - 1));
        examples.put("COMPLETED on TIMER, K is due", new Example(completed, Fact.TIMER, T4));
        examples.put("COMPLETED on TRANSPORT_ERROR", new Example(completed, Fact.TRANSPORT_ERROR, 1));
        for (Fact fact : Fact.values()) {
            examples.put("TERMINATED on " + fact, new Example(terminated, fact, 64 * T1));
        }
        return examples;
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(SOURCE)) {
            if (line.startsWith(" * | ") && !line.contains("---") && !line.contains("| state ")) {
                String[] cells = line.substring(5).split("\\|", -1);
                rows.add(new Row(cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].strip()));
            }
        }
        return rows;
    }

    private static Stream<Row> rowsAfterTheStart() throws IOException {
        return rows().stream().filter(row -> !row.state.equals("(none)"));
    }

    @Test
    void everyRowHasAnExampleAndEveryExampleARow() throws IOException {
        TreeSet<String> keys = rowsAfterTheStart().map(Row::key).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(examples().keySet()), keys);
    }

    @Test
    void theTableCoversEveryStateAndEveryFact() throws IOException {
        for (State state : State.values()) {
            for (Fact fact : Fact.values()) {
                String key = state + " on " + fact;
                assertTrue(rows().stream().anyMatch(row -> row.key().startsWith(key)), key);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rowsAfterTheStart")
    void eachRowHappensAsWritten(Row row) {
        Example example = examples().get(row.key());
        Step step = example.step();
        assertEquals(row.state, example.from.state().name());
        assertEquals(row.next, step.next().state().name());
        assertEquals(row.effects, words(step));
    }

    @Test
    void theStartHappensAsWritten() throws IOException {
        Step start = ClientTransaction.start(false, NOW);
        assertEquals(new Row("(none)", "started", start.next().state().name(), words(start)), rows().get(0));
    }

    private static String words(Step step) {
        return step.effects().stream().sorted().map(Effect::name).collect(Collectors.joining(", "));
    }

    @Test
    void elevenCopiesGoOutInThirtyTwoSeconds() {
        assertEquals(
                List.of(0L, 500L, 1500L, 3500L, 7500L, 11500L, 15500L, 19500L, 23500L, 27500L, 31500L),
                transmissions(trying(false)));
    }

    @Test
    void afterAProvisionalAnswerCopiesAreFourSecondsApart() {
        assertEquals(
                List.of(0L, 500L, 4500L, 8500L, 12500L, 16500L, 20500L, 24500L, 28500L),
                transmissions(proceeding(false)));
    }

    @Test
    void overAReliableTransportOneCopyGoesOut() {
        assertEquals(List.of(0L), transmissions(trying(true)));
    }

    /** Milliseconds after the start, until the timeout at 32 s. */
    private static List<Long> transmissions(ClientTransaction transaction) {
        List<Long> at = new ArrayList<>(List.of(0L));
        while (true) {
            long due = transaction.dueAt();
            Step step = transaction.next(Fact.TIMER, due);
            if (step.effects().contains(Effect.TIME_OUT)) {
                assertEquals(64 * T1, due - NOW);
                return at;
            }
            assertTrue(step.effects().contains(Effect.TRANSMIT));
            at.add((due - NOW) / 1_000_000);
            transaction = step.next();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE, Long.MAX_VALUE - T2, -1})
    void aClockThatWrapsChangesNothing(long now) {
        Step step = ClientTransaction.start(false, now).next().next(Fact.TIMER, now + T1);
        assertTrue(step.effects().contains(Effect.TRANSMIT));
        assertEquals(now + 3 * T1, step.next().dueAt());
    }

    @Test
    void aLateTimerCountsItsIntervalFromWhenItRan() {
        Step step = trying(false).next(Fact.TIMER, NOW + 3 * T1);
        assertEquals(NOW + 5 * T1, step.next().dueAt());
    }
}
