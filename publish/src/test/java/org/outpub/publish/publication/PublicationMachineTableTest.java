package org.outpub.publish.publication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.publication.PublicationEffect.SendPublish;
import org.outpub.publish.publication.PublicationEvent.Accepted;
import org.outpub.publish.publication.PublicationEvent.Challenged;
import org.outpub.publish.publication.PublicationEvent.ContentChanged;
import org.outpub.publish.publication.PublicationEvent.ContentRemoved;
import org.outpub.publish.publication.PublicationEvent.Pushed;
import org.outpub.publish.publication.PublicationEvent.Reconfigured;
import org.outpub.publish.publication.PublicationEvent.Redirected;
import org.outpub.publish.publication.PublicationEvent.Rejected;
import org.outpub.publish.publication.PublicationEvent.StopRequested;
import org.outpub.publish.publication.PublicationEvent.TimerFired;
import org.outpub.publish.publication.PublicationEvent.TurnGranted;
import org.outpub.publish.publication.PublicationEvent.Unanswered;
import org.outpub.publish.publication.PublicationEvent.Unauthorized;

/** The transition table in the machine's class comment is true, row by row, and complete. */
class PublicationMachineTableTest {
    private static final long NOW = Long.MAX_VALUE - 5;
    private static final Terms TERMS = Terms.configured(3600, 5);
    private static final PublicationBody OLD = PublicationBody.of("text/plain", "old");
    private static final PublicationBody NEW = PublicationBody.of("text/plain", "new");
    private static final PublicationBody CHANGE = PublicationBody.ofChange("text/plain", "change");
    private static final EntityTag TAG = new EntityTag("t1");
    private static final Held HELD = new Held(TAG, OLD, 3600, NOW, 3600);
    private static final Held EXPIRED = new Held(TAG, OLD, 3600, NOW - Nanos.ofSeconds(3600), 3600);
    private static final Held TAGLESS = new Held(null, OLD, 3600, NOW, 3600);
    private static final Held RESUMED = new Held(TAG, null, 3600, NOW, 3600);
    private static final Tries ONE_FAILURE = Tries.NONE.failed("500 Oops");
    private static final OptionalLong NONE = OptionalLong.empty();

    /** One row: what the table says about it, and a state and an event that the row is about. */
    record Example(String row, PublicationState state, PublicationEvent event) {
        @Override
        public String toString() {
            return row;
        }
    }

    private static Example row(String row, PublicationState state, PublicationEvent event) {
        return new Example(row.strip().replaceAll(" {2,}", " | "), state, event);
    }

    private static Due due(Wish wish, Held held) {
        return new Due(TERMS, wish, held, Tries.NONE);
    }

    private static Sending sending(Operation operation, Wish wish, Held held) {
        PublicationBody body = operation == Operation.INITIAL || operation == Operation.MODIFY ? NEW : null;
        return new Sending(due(wish, held), operation, body, operation == Operation.REMOVE ? 0 : 3600, false);
    }

    private static Waiting waiting(Wish wish, Held held, Cure cure) {
        return waiting(wish, held, cure, NOW);
    }

    private static Waiting waiting(Wish wish, Held held, Cure cure, long notBefore) {
        return new Waiting(TERMS, wish, held, ONE_FAILURE, NOW + 1, notBefore, cure, "500 Oops");
    }

    private static Rejected rejected(int status) {
        return new Rejected(status, status + " Oops", NONE, NONE);
    }

    private static Rejected tooBrief(long least) {
        return new Rejected(423, "423 Interval Too Brief", OptionalLong.of(least), NONE);
    }

    private static final ContentChanged CHANGED = new ContentChanged(NEW);
    private static final Reconfigured LONGER = new Reconfigured(Terms.configured(7200, 5));
    private static final Reconfigured SAME = new Reconfigured(Terms.configured(3600, 9));
    private static final Accepted OK = new Accepted(new EntityTag("t2"), OptionalLong.of(3600));

    static Stream<Example> examples() {
        Wish old = Wish.of(OLD);
        Wish wish = Wish.of(NEW);
        Sending initial = sending(Operation.INITIAL, wish, null);
        Sending modify = sending(Operation.MODIFY, wish, HELD);
        Sending refresh = sending(Operation.REFRESH, old, HELD);
        Sending removal = sending(Operation.REMOVE, Wish.NOTHING, HELD);
        Sending lastRemoval = sending(Operation.REMOVE, Wish.END, HELD);
        Sending touched = new Sending(initial.due(), Operation.INITIAL, NEW, 3600, true);
        Sending onceFailed = new Sending(new Due(TERMS, old, HELD, ONE_FAILURE), Operation.REFRESH, null, 3600, false);
        Sending challenged =
                new Sending(new Due(TERMS, wish, null, new Tries(0, 5, 0, 0, "")), Operation.INITIAL, NEW, 3600, false);
        Sending unbounded = new Sending(
                new Due(Terms.configured(3600, 0), wish, null, new Tries(0, 5, 0, 0, "")),
                Operation.INITIAL,
                NEW,
                3600,
                false);
        Published published = new Published(TERMS, HELD, NOW + 1);
        Published tagless = new Published(TERMS, TAGLESS, NOW + 1);
        return Stream.of(
                row("Idle  ContentChanged    Due", new Idle(TERMS), CHANGED),
                row(
                        "Idle  ContentChanged  a failure is waited out  Waiting",
                        Idle.after(waiting(old, null, Cure.TIME)),
                        CHANGED),
                row("Idle  ContentRemoved    Idle", new Idle(TERMS), new ContentRemoved()),
                row("Idle  ContentRemoved  held from before  Due", new Idle(TERMS, RESUMED), new ContentRemoved()),
                row("Idle  StopRequested    Ended", new Idle(TERMS), new StopRequested()),
                row("Idle  StopRequested  held from before  Due", new Idle(TERMS, RESUMED), new StopRequested()),
                row("Idle  Reconfigured    Idle", new Idle(TERMS), LONGER),
                row(
                        "Idle  TimerFired  a failure is waited out  Idle",
                        Idle.after(waiting(old, null, Cure.TIME)),
                        new TimerFired()),
                row(
                        "Idle  Pushed  a failure is waited out  Idle",
                        Idle.after(waiting(old, null, Cure.TIME)),
                        new Pushed()),
                row("Due  TurnGranted  nothing held  Sending  INITIAL", due(wish, null), new TurnGranted()),
                row("Due  TurnGranted  held expired  Sending  INITIAL", due(wish, EXPIRED), new TurnGranted()),
                row(
                        "Due  TurnGranted  held change expired  Idle  AskForState",
                        due(Wish.of(CHANGE), new Held(TAG, CHANGE, 3600, EXPIRED.grantedAt(), 3600)),
                        new TurnGranted()),
                row("Due  TurnGranted  wish as held  Sending  REFRESH", due(old, HELD), new TurnGranted()),
                row("Due  TurnGranted  wish not as held  Sending  MODIFY", due(wish, HELD), new TurnGranted()),
                row("Due  TurnGranted  wish is nothing  Sending  REMOVE", due(Wish.NOTHING, HELD), new TurnGranted()),
                row("Due  TurnGranted  wish, held from before  Sending  MODIFY", due(wish, RESUMED), new TurnGranted()),
                row("Due  TurnGranted  nothing wished nor held  Idle", due(Wish.NOTHING, EXPIRED), new TurnGranted()),
                row("Due  ContentChanged    Due", due(old, HELD), CHANGED),
                row("Due  ContentRemoved  held  Due", due(old, HELD), new ContentRemoved()),
                row("Due  ContentRemoved  nothing held  Idle", due(old, null), new ContentRemoved()),
                row("Due  StopRequested  held  Due", due(old, HELD), new StopRequested()),
                row("Due  StopRequested  nothing held  Ended", due(old, null), new StopRequested()),
                row("Due  Reconfigured    Due", due(old, HELD), LONGER),
                row("Sending  ContentChanged    Sending", refresh, CHANGED),
                row("Sending  ContentRemoved    Sending", refresh, new ContentRemoved()),
                row("Sending  StopRequested    Sending", refresh, new StopRequested()),
                row("Sending  Reconfigured    Sending", refresh, LONGER),
                row("Sending  Pushed    Sending", refresh, new Pushed()),
                row("Sending  Accepted  wish as sent  Published", modify, OK),
                row("Sending  Accepted  wish changed  Due", sending(Operation.INITIAL, old, null), OK),
                row("Sending  Accepted  lifetime changed  Due", after(refresh, LONGER), OK),
                row("Sending  Accepted  wish withdrawn  Due", sending(Operation.INITIAL, Wish.NOTHING, null), OK),
                row("Sending  Accepted  granted 0  Waiting  Tell", initial, new Accepted(TAG, OptionalLong.of(0))),
                row("Sending  Accepted  no entity-tag  Published", initial, new Accepted(null, OptionalLong.of(60))),
                row("Sending  Accepted  removed, wish is nothing  Idle", removal, OK),
                row("Sending  Accepted  removed, ending  Ended", lastRemoval, OK),
                row("Sending  Rejected  412 with entity-tag  Due", refresh, rejected(412)),
                row(
                        "Sending  Rejected  412 to refresh of a change  Idle  AskForState",
                        sending(Operation.REFRESH, Wish.of(CHANGE), new Held(TAG, CHANGE, 3600, NOW, 3600)),
                        rejected(412)),
                row("Sending  Rejected  412 to initial  Waiting  Tell", initial, rejected(412)),
                row("Sending  Rejected  412 to removal, ending  Ended", lastRemoval, rejected(412)),
                row("Sending  Rejected  423 helps  Due", initial, tooBrief(7200)),
                row("Sending  Rejected  423 does not help  Waiting  Tell", initial, tooBrief(60)),
                row("Sending  Rejected  may pass  Waiting  Tell", initial, rejected(503)),
                row("Sending  Rejected  500 to the same tag twice  Waiting", onceFailed, rejected(500)),
                row("Sending  Rejected  must be cured  Waiting  Tell", initial, rejected(403)),
                row("Sending  Rejected  must be cured, reconfigured  Due", touched, rejected(403)),
                row("Sending  Rejected  must be cured, ending  Ended  Tell", lastRemoval, rejected(403)),
                row("Sending  Redirected    Due  Tell", modify, new Redirected("302 Over There")),
                row(
                        "Sending  Redirected  wish is nothing, no tag  Idle  Tell",
                        sending(Operation.INITIAL, Wish.NOTHING, null),
                        new Redirected("302 Over There")),
                row("Sending  Challenged  within the bound  Sending  same again", refresh, new Challenged(false)),
                row("Sending  Challenged  bound reached  Waiting  Tell", challenged, new Challenged(false)),
                row("Sending  Challenged  no bound, five at once  Waiting  Tell", unbounded, new Challenged(false)),
                row("Sending  Unauthorized    Waiting  Tell", initial, new Unauthorized("no credential")),
                row("Sending  Unanswered    Waiting  Tell", initial, new Unanswered("no answer")),
                row(
                        "Sending  Unanswered  nothing wished nor held  Idle",
                        sending(Operation.INITIAL, Wish.NOTHING, null),
                        new Unanswered("no answer")),
                row(
                        "Sending  Unanswered  initial, ending  Ended",
                        sending(Operation.INITIAL, Wish.END, null),
                        new Unanswered("no answer")),
                row("Published  ContentChanged  same document  Published", published, new ContentChanged(OLD)),
                row("Published  ContentChanged  another document  Due", published, CHANGED),
                row("Published  ContentRemoved    Due", published, new ContentRemoved()),
                row("Published  ContentRemoved  no entity-tag  Idle", tagless, new ContentRemoved()),
                row("Published  StopRequested    Due", published, new StopRequested()),
                row("Published  StopRequested  no entity-tag  Ended", tagless, new StopRequested()),
                row("Published  Reconfigured  same lifetime  Published", published, SAME),
                row("Published  Reconfigured  another lifetime  Due", published, LONGER),
                row("Published  Pushed    Due", published, new Pushed()),
                row("Published  TimerFired    Due", published, new TimerFired()),
                row(
                        "Waiting  ContentChanged  content does not help  Waiting",
                        waiting(old, HELD, Cure.CONFIGURATION),
                        CHANGED),
                row("Waiting  ContentChanged  content may help  Due", waiting(old, HELD, Cure.CONTENT), CHANGED),
                row(
                        "Waiting  ContentChanged  content, within a second  Waiting",
                        waiting(old, HELD, Cure.CONTENT, NOW + 1),
                        CHANGED),
                row("Waiting  ContentRemoved  held  Waiting", waiting(old, HELD, Cure.TIME), new ContentRemoved()),
                row("Waiting  ContentRemoved  nothing held  Idle", waiting(old, null, Cure.TIME), new ContentRemoved()),
                row("Waiting  StopRequested  held  Due", waiting(old, HELD, Cure.CONFIGURATION), new StopRequested()),
                row(
                        "Waiting  StopRequested  nothing held  Ended",
                        waiting(old, null, Cure.CONFIGURATION),
                        new StopRequested()),
                row("Waiting  Reconfigured    Due", waiting(old, HELD, Cure.CONFIGURATION), SAME),
                row("Waiting  Pushed    Due", waiting(old, HELD, Cure.CONFIGURATION), new Pushed()),
                row("Waiting  TimerFired    Due", waiting(old, HELD, Cure.TIME), new TimerFired()));
    }

    private static PublicationState after(PublicationState state, PublicationEvent event) {
        return new PublicationMachine(new Random(1)).next(state, event, NOW).state();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyRowHolds(Example example) {
        List<String> cells = List.of(example.row.split(" \\| "));
        Step step = new PublicationMachine(new Random(1)).next(example.state, example.event, NOW);

        assertEquals(cells.get(0), example.state.name());
        assertEquals(cells.get(1), example.event.getClass().getSimpleName());
        List<String> rest = cells.subList(2, cells.size());
        String effect = effectOf(example, step);
        List<String> outcome = effect.isEmpty()
                ? List.of(step.state().name())
                : List.of(step.state().name(), effect);
        assertEquals(outcome, rest.subList(rest.size() - outcome.size(), rest.size()), example::toString);
    }

    private static String effectOf(Example example, Step step) {
        return step.effects().stream()
                .map(effect -> effect instanceof SendPublish send
                        ? example.state instanceof Sending
                                ? "same again"
                                : send.operation().name()
                        : effect.getClass().getSimpleName())
                .collect(Collectors.joining(" "));
    }

    @Test
    void everyRowHasAnExampleAndEveryExampleARow() throws IOException {
        Set<String> examples = examples().map(Example::row).collect(Collectors.toCollection(LinkedHashSet::new));
        assertEquals(String.join("\n", tableInTheComment()), String.join("\n", examples));
    }

    /** The rows of the class comment without their last column, the source. */
    private static List<String> tableInTheComment() throws IOException {
        Path source = Path.of("src/main/java/org/outpub/publish/publication/PublicationMachine.java");
        List<String> table = Files.readAllLines(source).stream()
                .dropWhile(line -> !line.startsWith(" * state "))
                .takeWhile(line -> !line.startsWith(" * </pre>"))
                .toList();
        int sourceColumn = table.get(0).indexOf("source");
        return table.stream()
                .skip(1)
                .map(line -> line.substring(3, Math.min(line.length(), sourceColumn)))
                .map(line -> line.strip().replaceAll(" {2,}", " | "))
                .toList();
    }

    @Test
    void whatIsNotInTheTableChangesNothing() {
        Set<String> listed = examples()
                .map(example ->
                        example.state.name() + " " + example.event.getClass().getSimpleName())
                .collect(Collectors.toSet());
        List<PublicationState> states = List.of(
                new Idle(TERMS),
                due(Wish.of(OLD), HELD),
                sending(Operation.REFRESH, Wish.of(OLD), HELD),
                new Published(TERMS, HELD, NOW + 1),
                waiting(Wish.of(OLD), HELD, Cure.TIME),
                new Ended(""));
        List<PublicationEvent> events = List.of(
                CHANGED,
                new ContentRemoved(),
                new StopRequested(),
                LONGER,
                new TurnGranted(),
                OK,
                rejected(500),
                new Redirected("302 Over There"),
                new Challenged(false),
                new Unauthorized("no credential"),
                new Unanswered("no answer"),
                new TimerFired(),
                new Pushed());
        for (PublicationState state : states) {
            for (PublicationEvent event : events) {
                if (!listed.contains(state.name() + " " + event.getClass().getSimpleName())) {
                    assertEquals(Step.to(state), new PublicationMachine(new Random(1)).next(state, event, NOW));
                }
            }
        }
    }
}
