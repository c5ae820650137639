package org.outpub.sorcery.file;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.wizard.ReadContext;
import org.outpub.api.time.Ticker;

/**
 * A file, with what it includes, as one of those who read it sees it: parsed once in a reload, whoever reads it, and not
 * at all while it says the same. A document and what was seen to find it out stay together, always. Called by one thread
 * at a time, but for {@link #watched}.
 *
 * @param <D> what it says, parsed; immutable
 */
public final class DocumentFile<D> {
    private final Path main;
    private final Disk disk;
    private final Ticker ticker;
    private final Parser<D> parser;
    private volatile @Nullable Reading<D> last;
    /** What was seen when a document was taken the last time. */
    private @Nullable Seen taken;

    /**
     * Makes a document of a reading.
     *
     * @param <D> what it says; immutable
     */
    public interface Parser<D> {
        /**
         * Reads and parses.
         *
         * @param reading gives the bytes
         * @param former what an earlier reading said, of which parts may be taken over; null for none
         * @return what it says; that something cannot be read is part of it
         */
        D parse(DiskReading reading, @Nullable D former);
    }

    /**
     * A file that nobody has looked at yet.
     *
     * @param main the file
     * @param disk where it is
     * @param ticker tells how long reading takes
     * @param parser reads it; of one class for all who share the file
     */
    public DocumentFile(Path main, Disk disk, Ticker ticker, Parser<D> parser) {
        this.main = main;
        this.disk = disk;
        this.ticker = ticker;
        this.parser = parser;
    }

    /**
     * What came of looking.
     *
     * @param seen everything that was read or looked for
     * @param document what it says
     */
    private record Reading<D>(Seen seen, D document) {}

    private record Key(Path main, Class<?> parser) {}

    /**
     * Looks, and reads if something else is there than when {@link #taken} was called.
     *
     * @param context shares what is read with others in the same reload
     * @return what it says; empty if that is what was taken
     */
    public Optional<D> readIfChanged(ReadContext context) {
        Reading<D> before = last;
        Reading<D> now = context.once(new Key(main, parser.getClass()), () -> look(before, context.acceptsEmpty()));
        last = now;
        return now.seen.isSameAs(taken) ? Optional.empty() : Optional.of(now.document);
    }

    private Reading<D> look(@Nullable Reading<D> before, boolean acceptsEmpty) {
        if (before == null) {
            return readAnew(Seen.NOTHING, null, acceptsEmpty);
        }
        return before.seen
                .again(disk)
                .map(same -> new Reading<>(same, before.document))
                .orElseGet(() -> readAnew(before.seen, before.document, acceptsEmpty));
    }

    private Reading<D> readAnew(Seen before, @Nullable D former, boolean acceptsEmpty) {
        DiskReading reading = new DiskReading(disk, ticker, acceptsEmpty, before);
        D document = parser.parse(reading, former);
        return new Reading<>(reading.end(), document);
    }

    /** Says that what was read last has been made use of, and need not be given again. */
    public void taken() {
        taken = seen();
    }

    /**
     * What was seen last.
     *
     * @return names, in a {@link ReadContext}, what belongs to this reading
     */
    public Seen seen() {
        Reading<D> now = last;
        return now == null ? Seen.NOTHING : now.seen;
    }

    /**
     * What can change it.
     *
     * @return the same collection until something else is read; safe for use by many threads
     */
    public Collection<Path> watched() {
        Seen seen = seen();
        return seen == Seen.NOTHING ? List.of(main) : seen.watched();
    }
}
