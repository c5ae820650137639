package org.outpub.publish.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.wire.Loop;

/**
 * Those who wait until an object's publications are in a phase. What moved is looked at once what moves it has ended, so
 * that a phase is seen that lasts, and not one that is passed through. Costs a look at a map while nobody waits. Confined
 * to the loop.
 */
final class Waits {
    private static final long LONGEST_NANOS = Duration.ofDays(36_500).toNanos();

    private final Loop loop;
    private final Timers timers;
    private final Function<String, @Nullable LiveObject> objects;
    private final Consumer<Runnable> outside;
    private final Map<String, List<Wait>> waiting = new HashMap<>();
    private final Set<String> moved = new LinkedHashSet<>();
    private boolean ended;

    /**
     * Nobody waits yet.
     *
     * @param loop where this lives
     * @param timers end what takes too long
     * @param objects finds one by its id
     * @param outside runs what others hang on the end of a wait
     */
    Waits(Loop loop, Timers timers, Function<String, @Nullable LiveObject> objects, Consumer<Runnable> outside) {
        this.loop = loop;
        this.timers = timers;
        this.objects = objects;
        this.outside = outside;
    }

    /** An object's publication is in another phase, or there is another one. */
    void moved(String id) {
        if (!waiting.isEmpty() && waiting.containsKey(id) && moved.add(id) && moved.size() == 1) {
            loop.execute(this::look);
        }
    }

    private void look() {
        List<String> ids = List.copyOf(moved);
        moved.clear();
        ids.forEach(this::look);
    }

    private void look(String id) {
        List<Wait> all = waiting.getOrDefault(id, List.of());
        for (Iterator<Wait> each = all.iterator(); each.hasNext(); ) {
            Wait one = each.next();
            if (one.isOver()) {
                each.remove();
                timers.disarm(one);
            }
        }
        if (all.isEmpty()) {
            waiting.remove(id);
        }
    }

    /**
     * Waits.
     *
     * @param id the object's
     * @param user of a single publication; null for all there are, and one at least
     * @param phase the one to be in
     * @param patience how long
     * @param end takes the statuses, or why they are not as wished; may be completed by others
     */
    void begin(
            String id,
            @Nullable String user,
            Phase phase,
            Duration patience,
            CompletableFuture<List<PublicationStatus>> end) {
        Wait begun = new Wait(id, user, phase, patience, end);
        if (ended) {
            begun.fail(unloaded(begun));
            return;
        }
        waiting.computeIfAbsent(id, any -> new ArrayList<>()).add(begun);
        boolean tooLong = patience.compareTo(Duration.ofNanos(LONGEST_NANOS)) > 0;
        timers.arm(begun, loop.nanos() + (tooLong ? LONGEST_NANOS : Math.max(0, patience.toNanos())));
        look(id);
    }

    /** Nothing will move any more. */
    void end() {
        List<Wait> all = waiting.values().stream().flatMap(List::stream).toList();
        waiting.clear();
        ended = true;
        for (Wait one : all) {
            timers.disarm(one);
            one.fail(unloaded(one));
        }
    }

    private static IllegalStateException unloaded(Wait one) {
        return new IllegalStateException("it is being unloaded; " + one.told());
    }

    private final class Wait extends Timer {
        private final String id;
        private final @Nullable String user;
        private final Phase phase;
        private final Duration patience;
        private final CompletableFuture<List<PublicationStatus>> end;

        Wait(
                String id,
                @Nullable String user,
                Phase phase,
                Duration patience,
                CompletableFuture<List<PublicationStatus>> end) {
            this.id = id;
            this.user = user;
            this.phase = phase;
            this.patience = patience;
            this.end = end;
        }

        private List<PublicationStatus> statuses() {
            LiveObject object = objects.apply(id);
            return object == null ? List.of() : object.account().statuses(user);
        }

        boolean isOver() {
            LiveObject object = objects.apply(id);
            if (object != null && object.account().isAll(user, phase)) {
                List<PublicationStatus> reached = object.account().statuses(user);
                outside.accept(() -> end.complete(reached));
                return true;
            }
            return end.isDone();
        }

        void fail(Exception why) {
            outside.accept(() -> end.completeExceptionally(why));
        }

        String told() {
            String name = user == null ? id : id + "/" + user;
            String wish = "'" + name + "' is not " + word(phase);
            return statuses().stream()
                    .filter(status -> status.phase() != phase)
                    .min(Comparator.comparing(status -> status.phase() == Phase.IDLE))
                    .map(status -> wish + ": "
                            + (status.name().equals(name) ? "it" : "'" + status.name() + "'") + " is "
                            + word(status.phase())
                            + (status.reason().isEmpty() ? "" : ": " + status.reason()))
                    .orElse(wish + ": there is no such publication");
        }

        @Override
        void fire() {
            List<Wait> all = waiting.getOrDefault(id, List.of());
            all.remove(this);
            if (all.isEmpty()) {
                waiting.remove(id);
            }
            fail(new TimeoutException("after " + patience + " " + told()));
        }
    }

    private static String word(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }
}
