package org.outpub.publish.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.delivery.Delivery.Order;
import org.outpub.publish.delivery.Delivery.State;
import org.outpub.publish.delivery.location.Hop;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.delivery.location.ServerHealth;

/** The table in the class comment is true, row by row, and complete; and what it does not show. */
class DeliveryTest {
    /** Near the end, so that it wraps on the way. */
    private static final long NOW = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(20);

    private static final Server A = new Server(Protocol.UDP, "192.0.2.1", 5060);
    private static final Server B = new Server(Protocol.UDP, "192.0.2.2", 5060);
    private static final Server A_BY_TCP = new Server(Protocol.TCP, "192.0.2.1", 5060);
    private static final int LARGE = Delivery.LARGEST_DATAGRAM + 1;
    private static final long DEADLINE = NOW + TimeUnit.SECONDS.toNanos(300);
    /** Whom the table means, in these examples. */
    private static final Map<String, String> WORDS = Map.of(
            "Try the best",
            "Try " + A,
            "Try the same",
            "Try " + A,
            "Try it",
            "Try " + A_BY_TCP,
            "Try the next",
            "Try " + B);

    private final ServerHealth health = new ServerHealth();

    private record Example(String row, Delivery delivery, Function<Delivery, Order> fact) {
        @Override
        public String toString() {
            return row;
        }
    }

    private static Example row(String row, Delivery delivery, Function<Delivery, Order> fact) {
        return new Example(row.replaceAll(" {2,}", " | "), delivery, fact);
    }

    private static List<Hop> hops(Server... servers) {
        return IntStream.range(0, servers.length)
                .mapToObj(i -> new Hop(servers[i], i))
                .toList();
    }

    private static Delivery locating(ServerHealth health) {
        return new Delivery(null, false, health, NOW);
    }

    private static Delivery trying(Server... servers) {
        Delivery delivery = locating(new ServerHealth());
        delivery.located(hops(servers), NOW);
        return delivery;
    }

    private static Delivery sent(Server... servers) {
        Delivery delivery = trying(servers);
        assertInstanceOf(Order.Wait.class, delivery.sendable(400, true, NOW));
        return delivery;
    }

    private static Delivery heard(Server... servers) {
        Delivery delivery = sent(servers);
        delivery.provisional();
        return delivery;
    }

    private static Delivery afterTcpFailed() {
        Delivery delivery = trying(A);
        delivery.sendable(LARGE, true, NOW);
        delivery.unsendable("refused", NOW);
        return delivery;
    }

    private static Delivery ended() {
        Delivery delivery = sent(A);
        delivery.answered(answer(200, OptionalLong.empty()), NOW);
        return delivery;
    }

    private static SipAnswer answer(int status, OptionalLong retryAfter) {
        return new SipAnswer(
                status,
                "Answer",
                null,
                OptionalLong.empty(),
                OptionalLong.empty(),
                retryAfter,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static SipAnswer answer(int status) {
        return answer(status, OptionalLong.empty());
    }

    private static ServerHealth busy(Server... servers) {
        ServerHealth health = new ServerHealth();
        for (Server server : servers) {
            health.busy(server, 60, NOW);
        }
        return health;
    }

    static Stream<Example> examples() {
        long timerE = NOW + ClientTransaction.T1;
        long timerF = NOW + 64 * ClientTransaction.T1;
        return Stream.of(
                row(
                        "LOCATING  located  a server may be tried  TRYING  Try the best",
                        locating(new ServerHealth()),
                        one -> one.located(hops(A, B), NOW)),
                row(
                        "LOCATING  located  all asked to be left alone  ENDED  End: 503",
                        locating(busy(A, B)),
                        one -> one.located(hops(A, B), NOW)),
                row(
                        "LOCATING  nowhere  ENDED  End: unreachable",
                        locating(new ServerHealth()),
                        one -> one.nowhere("no such host")),
                row(
                        "LOCATING  timer  the deadline is over  ENDED  End: timed out",
                        locating(new ServerHealth()),
                        one -> one.timer(DEADLINE)),
                row(
                        "TRYING  too large  the same server may be tried by TCP  TRYING  Try it",
                        trying(A),
                        one -> one.sendable(LARGE, true, NOW)),
                row(
                        "TRYING  too large  TCP failed before  TRYING  Wait",
                        afterTcpFailed(),
                        one -> one.sendable(LARGE, true, NOW)),
                row(
                        "TRYING  unsendable  another server is left  TRYING  Try the next",
                        trying(A, B),
                        one -> one.unsendable("no route", NOW)),
                row(
                        "TRYING  unsendable  none is left  ENDED  End: unreachable",
                        trying(A),
                        one -> one.unsendable("no route", NOW)),
                row("TRYING  provisional  TRYING  Wait", sent(A), Delivery::provisional),
                row(
                        "TRYING  answered  503, another server is left  TRYING  Try the next",
                        sent(A, B),
                        one -> one.answered(answer(503), NOW)),
                row(
                        "TRYING  answered  503, none is left  ENDED  End: 503",
                        sent(A),
                        one -> one.answered(answer(503), NOW)),
                row(
                        "TRYING  answered  otherwise  ENDED  End: answered",
                        sent(A, B),
                        one -> one.answered(answer(200), NOW)),
                row(
                        "TRYING  failed  the transport was closed, not before  TRYING  Try the same",
                        sent(A, B),
                        one -> one.failed("closed", true, NOW)),
                row(
                        "TRYING  failed  another server is left  TRYING  Try the next",
                        sent(A, B),
                        one -> one.failed("reset", false, NOW)),
                row(
                        "TRYING  failed  none is left  ENDED  End: unreachable",
                        sent(A),
                        one -> one.failed("reset", false, NOW)),
                row("TRYING  timer  none is due  TRYING  Wait", sent(A), one -> one.timer(timerE - 1)),
                row("TRYING  timer  E is due  TRYING  Send again", sent(A), one -> one.timer(timerE)),
                row(
                        "TRYING  timer  F is due, something was heard  ENDED  End: timed out",
                        heard(A, B),
                        one -> one.timer(timerF)),
                row(
                        "TRYING  timer  F is due, another server is left  TRYING  Try the next",
                        sent(A, B),
                        one -> one.timer(timerF)),
                row("TRYING  timer  F is due, none is left  ENDED  End: timed out", sent(A), one -> one.timer(timerF)),
                row(
                        "TRYING  timer  the deadline is over  ENDED  End: timed out",
                        sent(A, B),
                        one -> one.timer(DEADLINE)),
                row("ENDED  anything  ENDED  Wait", ended(), one -> one.failed("late", false, NOW)));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyRowHolds(Example example) {
        List<String> cells = List.of(example.row.split(" \\| "));
        assertEquals(cells.get(0), example.delivery.state().name());
        Order order = example.fact.apply(example.delivery);
        assertEquals(cells.get(cells.size() - 2), example.delivery.state().name());
        String words = cells.get(cells.size() - 1);
        assertEquals(WORDS.getOrDefault(words, words), words(order));
    }

    private static String words(Order order) {
        if (order instanceof Order.Try next) {
            return "Try " + next.server();
        }
        if (order instanceof Order.End end) {
            return "End: " + words(end.outcome());
        }
        return order instanceof Order.SendAgain ? "Send again" : "Wait";
    }

    private static String words(Outcome outcome) {
        if (outcome instanceof Outcome.Answered answered) {
            return answered.answer().status() == 503 ? "503" : "answered";
        }
        return outcome instanceof Outcome.TimedOut ? "timed out" : "unreachable";
    }

    @Test
    void everyRowHasAnExampleAndEveryExampleARow() throws IOException {
        Set<String> examples = examples().map(Example::row).collect(Collectors.toCollection(LinkedHashSet::new));
        assertEquals(String.join("\n", tableInTheComment()), String.join("\n", examples));
    }

    /** The rows of the class comment, without the sources in parentheses. */
    private static List<String> tableInTheComment() throws IOException {
        Path source = Path.of("src/main/java/org/outpub/publish/delivery/Delivery.java");
        return Files.readAllLines(source).stream()
                .dropWhile(line -> !line.startsWith(" * state "))
                .takeWhile(line -> !line.startsWith(" * </pre>"))
                .skip(1)
                .map(line -> line.substring(3).replaceAll(" \\(RFC[^)]*\\)", "").strip())
                .map(line -> line.replaceAll(" {2,}", " | "))
                .toList();
    }

    @Test
    void aServerThatFailedComesLastForOthersToo() {
        Delivery first = new Delivery(null, false, health, NOW);
        first.located(hops(A, B), NOW);
        first.sendable(400, true, NOW);
        first.failed("reset", false, NOW);
        Order second = new Delivery(null, false, health, NOW).located(hops(A, B), NOW);
        assertEquals(new Order.Try(B), second);
    }

    @Test
    void aServerThatAskedToBeLeftAloneIsSoThoughItAnswersOthersWell() {
        Delivery refused = new Delivery(null, false, health, NOW);
        Delivery underWay = new Delivery(null, false, health, NOW);
        for (Delivery delivery : List.of(refused, underWay)) {
            delivery.located(hops(A), NOW);
            delivery.sendable(400, true, NOW);
        }
        refused.answered(answer(503, OptionalLong.of(60)), NOW);
        underWay.answered(answer(200), NOW);
        Order next = new Delivery(null, false, health, NOW).located(hops(A), NOW + TimeUnit.SECONDS.toNanos(59));
        Outcome.Answered answered = assertInstanceOf(
                Outcome.Answered.class, assertInstanceOf(Order.End.class, next).outcome());
        assertEquals(503, answered.answer().status());
        assertEquals(OptionalLong.of(1), answered.answer().retryAfterSeconds());
        assertInstanceOf(
                Order.Try.class,
                new Delivery(null, false, health, NOW).located(hops(A), NOW + TimeUnit.SECONDS.toNanos(60)));
    }

    @Test
    void noMoreThanEightServersAreTried() {
        Server[] many = IntStream.range(0, 20)
                .mapToObj(i -> new Server(Protocol.UDP, "192.0.2." + i, 5060))
                .toArray(Server[]::new);
        Delivery delivery = locating(health);
        Order order = delivery.located(hops(many), NOW);
        int tries = 0;
        while (order instanceof Order.Try) {
            tries++;
            order = delivery.unsendable("no route", NOW);
        }
        assertEquals(8, tries);
    }

    @Test
    void configurationMayKeepALargeRequestInADatagram() {
        assertInstanceOf(Order.Wait.class, trying(A).sendable(LARGE, false, NOW));
    }

    @Test
    void theDeadlineIsNeverPassedWhateverIsTried() {
        Delivery delivery = sent(A, B);
        long at = NOW;
        for (int i = 0; i < 1000 && delivery.state() != State.ENDED; i++) {
            at = delivery.dueAt();
            assertTrue(at - DEADLINE <= 0);
            if (delivery.timer(at) instanceof Order.Try) {
                delivery.sendable(400, true, at);
            }
        }
        assertEquals(State.ENDED, delivery.state());
    }
}
