package org.outpub.sorcery.file;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.sorcery.file.Sight.Listing;
import org.outpub.sorcery.file.Sight.Text;

/**
 * Everything that one reading saw: what it read, what it looked for in vain, what it could not read, and so what must be
 * watched. Each {@link DiskReading} makes it anew. One in which something could not be read is never current, and what a
 * reader made of one belongs to that one only. Immutable.
 */
public final class Seen {
    /** Of no reading at all. */
    public static final Seen NOTHING = new Seen(Map.of(), Map.of(), false, null);

    private final Map<Path, Sight> sights;
    /** Files that lost their text, and what they look like since. */
    private final Map<Path, Look> blanks;

    /** The last reading that could see everything: what went away since was not removed by anybody. */
    private final Seen lastWhole;

    private final boolean whole;
    /** The same object in two values whose content is the same. */
    private final Object content;

    private final Collection<Path> watched;

    /**
     * A reading.
     *
     * @param before the one before it; null for none
     */
    Seen(Map<Path, Sight> sights, Map<Path, Look> blanks, boolean whole, @Nullable Seen before) {
        this.sights = Collections.unmodifiableMap(new LinkedHashMap<>(sights));
        this.blanks = Map.copyOf(blanks);
        this.whole = whole;
        this.lastWhole = whole || before == null ? this : before.lastWhole;
        this.content = new Object();
        // Where something could not be read, there was no way to find out about what it leads to.
        this.watched = whole ? this.sights.keySet() : union(this.sights.keySet(), lastWhole.sights.keySet());
    }

    private static Set<Path> union(Set<Path> some, Set<Path> others) {
        Set<Path> union = new LinkedHashSet<>(some);
        union.addAll(others);
        return Collections.unmodifiableSet(union);
    }

    /** The same content, with newer looks at it. */
    private Seen(Seen same, Map<Path, Sight> newer) {
        this.sights = Collections.unmodifiableMap(newer);
        this.blanks = same.blanks;
        this.whole = same.whole;
        this.lastWhole = this;
        this.content = same.content;
        this.watched = same.watched;
    }

    /**
     * Whether this is of the same reading as another, or was found to be the same by {@link #again}.
     *
     * @param other null for none
     * @return true if it has the same content
     */
    public boolean isSameAs(@Nullable Seen other) {
        return other != null && content.equals(other.content);
    }

    /**
     * Looks again at everything; only what changed just before it was read is read again, for its look proves nothing.
     *
     * @param disk where
     * @return the same content with newer looks; empty if a new reading may give something else
     */
    public Optional<Seen> again(Disk disk) {
        if (!whole) {
            return Optional.empty();
        }
        long now = disk.nowMillis();
        Map<Path, Sight> newer = null;
        for (Map.Entry<Path, Sight> each : sights.entrySet()) {
            Sight again = each.getValue().again(each.getKey(), disk, now);
            if (again == null) {
                return Optional.empty();
            }
            if (!again.equals(each.getValue())) {
                newer = newer == null ? new LinkedHashMap<>(sights) : newer;
                newer.put(each.getKey(), again);
            }
        }
        return Optional.of(newer == null ? this : new Seen(this, newer));
    }

    /**
     * What can change it.
     *
     * @return files and folders, which need not exist; the same collection as long as the content is the same
     */
    public Collection<Path> watched() {
        return watched;
    }

    /**
     * What was read.
     *
     * @return files and their bytes, in the order of reading; nobody may write to them
     */
    public Map<Path, byte[]> bytes() {
        Map<Path, byte[]> bytes = new LinkedHashMap<>();
        sights.forEach((path, sight) -> {
            if (sight instanceof Text text) {
                bytes.put(path, text.bytes());
            }
        });
        return bytes;
    }

    @Nullable
    Text text(Path file) {
        return sights.get(file) instanceof Text text ? text : null;
    }

    @Nullable
    Listing listing(Path folder) {
        return sights.get(folder) instanceof Listing listing ? listing : null;
    }

    @Nullable
    Look blank(Path file) {
        return blanks.get(file);
    }

    /** What was seen when last everything could be. */
    Seen lastWhole() {
        return lastWhole;
    }

    boolean hasText(Path file) {
        Text text = text(file);
        return text != null && !text.isBlank();
    }

    /** Whether there is text in a file of this folder, or below it. */
    boolean hasTextIn(Path folder) {
        return sights.keySet().stream().anyMatch(file -> file.startsWith(folder) && hasText(file));
    }
}
