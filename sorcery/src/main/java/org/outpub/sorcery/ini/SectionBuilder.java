package org.outpub.sorcery.ini;

import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.ObjectSet;

/**
 * A section while its document is read. Most sections are finished where the next begins; those that are continued
 * further down, or inherited from, are opened again and stay open to the end. Confined to one thread.
 */
final class SectionBuilder {
    /** No object has so many options; without a bound, hostile text could make searches in a section slow. */
    static final int MOST_ENTRIES = 10_000;

    private final String name;
    private final Origin origin;
    private boolean template;
    private @Nullable SectionEntries open;
    private @Nullable IniSection finished;
    /** Whether it was changed after it was finished for the first time. */
    private boolean continued;

    /** The next section of the name. */
    private @Nullable SectionBuilder nextOfName;

    SectionBuilder(String name, Origin origin, SectionEntries entries) {
        this.name = name;
        this.origin = origin;
        this.open = entries;
    }

    /** A section that is the same as in a former reading. */
    SectionBuilder(IniSection former) {
        this.name = former.values().id();
        this.origin = former.values().origin();
        this.template = former.template();
        this.finished = former;
    }

    String name() {
        return name;
    }

    Origin origin() {
        return origin;
    }

    boolean isTemplate() {
        return template;
    }

    void makeTemplate() {
        change();
        template = true;
    }

    int size() {
        return finished != null ? finished.values().size() : entries().size();
    }

    String name(int index) {
        return finished != null ? finished.values().name(index) : entries().name(index);
    }

    String value(int index) {
        return finished != null ? finished.values().value(index) : entries().value(index);
    }

    boolean isFull(int more) {
        return size() + more > MOST_ENTRIES;
    }

    void add(String entry, String value, String source, int line) {
        change().add(entry, value, source, line);
    }

    /** Copies the other's entries as they are now; what it gains later is not seen (as in Asterisk). */
    void addAll(SectionBuilder other) {
        change().addAll(other.entries());
    }

    void addFrom(ObjectSet former, int from, int moved) {
        change().addFrom(former, from, moved);
    }

    /** The last entry of exactly this name, or -1. */
    int last(String entry) {
        return entries().last(entry);
    }

    void replace(int index, String value) {
        change().replace(index, value);
    }

    private SectionEntries change() {
        SectionEntries entries = entries();
        continued |= finished != null;
        finished = null;
        return entries;
    }

    private SectionEntries entries() {
        if (open == null) {
            open = new SectionEntries();
            if (finished != null) {
                open.addFrom(finished.values(), 0, 0);
            }
        }
        return open;
    }

    /** Gives back the entries' arrays for the next section; null if this one keeps them. */
    @Nullable
    SectionEntries finish() {
        SectionEntries spare = open;
        if (spare == null || finished != null || continued) {
            return null;
        }
        finished = build();
        open = null;
        spare.clear();
        return spare;
    }

    boolean isContinued() {
        return continued;
    }

    /** As it is now. */
    IniSection build() {
        if (finished == null) {
            finished = new IniSection(template, entries().toSet(name, origin));
        }
        return finished;
    }

    /** Whether it is, untouched, the section of a former reading. */
    @SuppressWarnings("ReferenceEquality") // the same instance is the proof that nothing differs
    boolean isStill(IniSection former) {
        return finished == former;
    }

    @Nullable
    SectionBuilder nextOfName() {
        return nextOfName;
    }

    void linkNextOfName(SectionBuilder next) {
        nextOfName = next;
    }
}
