package org.outpub.sorcery.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.outpub.sorcery.file.Debounce.Decision;
import org.outpub.sorcery.file.FolderEvents.Event;
import org.outpub.sorcery.file.FolderEvents.Happened;

/**
 * What a watcher does between two waits: looks where events say that something happened, and, because events get lost
 * and some file systems have none, at a few more paths in turn. Confined to one thread.
 */
final class Watching {
    /** How long it takes until a path is looked at again without an event, where the system tells of changes. */
    private static final Duration ROUND = Duration.ofSeconds(15);

    /** The same where it does not. */
    private static final Duration SHORT_ROUND = Duration.ofSeconds(5);

    /** As many are looked at each second in any case. */
    private static final int LEAST_A_SECOND = 256;
    /** More would cost too much, where the system tells of changes. */
    private static final int MOST_A_SECOND = 800;
    /** So many can be looked at whenever a change is about to be told. */
    private static final int FEW = 256;
    /** How soon something is looked at while nothing happens. */
    static final Duration IDLE = Duration.ofMillis(250);

    private static final int MOST_LOOKS_FOR_LINKS = 3;
    private final Disk disk;
    private final FolderEvents events;
    private final Debounce debounce = new Debounce();
    private Collection<Path> asked = List.of();
    private Map<Path, Look> looks = new LinkedHashMap<>();
    /** What changed since it was told. */
    private final Set<Path> changed = new HashSet<>();
    /** Of what changed since it was told, and of what was gone when it was told, the most that was there. */
    private final Map<Path, Look> fullest = new HashMap<>();

    private List<Path> turns = List.of();
    private int turn;
    private long turnedAt;
    private Ways ways;
    private boolean allTold;
    private boolean astray;

    /** Begins; what is there now is no change. */
    Watching(Disk disk, FolderEvents events, Collection<Path> what, long nanos) {
        this.disk = disk;
        this.events = events;
        this.ways = Ways.of(looks, disk);
        this.turnedAt = nanos;
        follow(what);
        changed.clear();
    }

    /**
     * Goes one step.
     *
     * @param happened since the last
     * @param what is to be watched now
     * @param nanos now
     * @return whether to tell, which must then be followed by {@link #told}, and when to come again
     */
    Decision step(Happened happened, Collection<Path> what, long nanos) {
        if (asked != what && !(asked.size() == what.size() && asked.containsAll(what))) {
            follow(what);
            if (!changed.isEmpty()) {
                debounce.changed(nanos);
            }
        }
        asked = what;
        astray = happened.anything();
        happened.events().forEach(event -> take(event, nanos));
        if (astray) {
            findWays();
            List.copyOf(looks.keySet()).forEach(path -> look(path, nanos));
        }
        takeTurns(nanos);
        if (debounce.isRested(isLess(), nanos) && (!allTold || looks.size() <= FEW)) {
            // What nobody told of would be read, too, and may be about to be written.
            List.copyOf(looks.keySet()).forEach(path -> look(path, nanos));
        }
        Decision decision = debounce.decide(isLess(), nanos, IDLE);
        if (decision.tell()) {
            changed.clear();
            fullest.keySet().removeIf(path -> isThere(looks.getOrDefault(path, Look.ABSENT)));
            fullest.keySet().retainAll(looks.keySet());
        }
        return decision;
    }

    /** Whether there is less somewhere than when it was told last. */
    private boolean isLess() {
        return changed.stream()
                .anyMatch(path ->
                        looks.getOrDefault(path, Look.ABSENT).isLessThan(fullest.getOrDefault(path, Look.ABSENT)));
    }

    private static boolean isThere(Look look) {
        return look.isFile() || look.isFolder();
    }

    /**
     * It was told.
     *
     * @param allWell false if it is to be told again later, even if nothing changes
     */
    void told(boolean allWell, long nanos) {
        debounce.told(allWell, nanos);
    }

    private void take(Event event, long nanos) {
        astray |= event.comesOrGoes() && ways.passes(event.folder(), event.name());
        for (Path path : ways.ending(event.folder(), event.name())) {
            Look before = look(path, nanos);
            // What an event tells of did change, though it may look the same, in the same tick of the disk's clock.
            change(path, before, nanos);
            astray |= event.comesOrGoes() && (before.isFolder() || isLinkOrFolder(path));
        }
        if (event.comesOrGoes()) {
            for (Path folder : ways.being(event.folder())) {
                change(folder, look(folder, nanos), nanos);
            }
        }
    }

    private boolean isLinkOrFolder(Path path) {
        return looks.getOrDefault(path, Look.ABSENT).isFolder()
                || disk.target(path.toAbsolutePath()).isPresent();
    }

    /** Looks at one path; gives what it looked like before. */
    private Look look(Path path, long nanos) {
        Look before = looks.getOrDefault(path, Look.ABSENT);
        Look now = disk.look(path);
        if (!now.equals(before)) {
            looks.put(path, now);
            change(path, before, nanos);
        }
        return before;
    }

    private void change(Path path, Look before, long nanos) {
        changed.add(path);
        fullest.putIfAbsent(path, before);
        fullest.computeIfPresent(path, (same, most) -> {
            Look now = looks.getOrDefault(path, Look.ABSENT);
            return isThere(now) && !now.isLessThan(most) ? now : most;
        });
        debounce.changed(nanos);
    }

    /** Those that were not watched count as changed: they may have changed since their reader read them. */
    private void follow(Collection<Path> what) {
        asked = what;
        Map<Path, Look> former = looks;
        looks = new LinkedHashMap<>();
        for (Path path : what) {
            looks.put(path, former.getOrDefault(path, Look.ABSENT));
        }
        findWays();
        for (Path path : what) {
            if (!former.containsKey(path)) {
                Look look = disk.look(path);
                looks.put(path, look);
                changed.add(path);
                fullest.putIfAbsent(path, look);
            }
        }
        changed.retainAll(looks.keySet());
        turns = new ArrayList<>(looks.keySet());
        findWays();
    }

    /** Registers first and looks where links lead afterwards, until that stays the same. */
    private void findWays() {
        for (int i = 0; i < MOST_LOOKS_FOR_LINKS; i++) {
            Ways now = Ways.of(looks, disk);
            allTold = events.watch(now.watched()).isEmpty();
            boolean settled = now.leadTheSameWayAs(ways);
            ways = now;
            if (settled) {
                return;
            }
        }
    }

    private void takeTurns(long nanos) {
        long elapsed = Math.max(0, nanos - turnedAt);
        double each = turns.size() / (double) (allTold ? ROUND : SHORT_ROUND).toSeconds();
        double rate = Math.max(LEAST_A_SECOND, allTold ? Math.min(each, MOST_A_SECOND) : each);
        int due = (int)
                Math.min(turns.size(), rate * elapsed / Duration.ofSeconds(1).toNanos());
        if (due == 0) {
            return;
        }
        turnedAt = nanos;
        boolean missed = false;
        for (int i = 0; i < due; i++) {
            turn = turn + 1 < turns.size() ? turn + 1 : 0;
            Path path = turns.get(turn);
            missed |= !look(path, nanos).equals(looks.get(path));
        }
        if (missed) {
            findWays();
        }
    }
}
