package org.outpub.sorcery.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What a system tells of folders. Confined to one thread, but for {@link #close}. */
interface FolderEvents extends AutoCloseable {
    /**
     * Something happened in a folder.
     *
     * @param folder as it was given
     * @param name of what it happened to
     * @param comesOrGoes whether it is there now and was not, or the other way round; else its content changed
     */
    record Event(Path folder, String name, boolean comesOrGoes) {}

    /**
     * What happened since the last time.
     *
     * @param anything whether events were lost, or a folder is no longer what was watched, so that anything may have
     *     changed
     * @param events in no order
     */
    record Happened(boolean anything, Collection<Event> events) {
        static final Happened NOTHING = new Happened(false, List.of());
    }

    /**
     * Says which folders to watch from now on, and no others. Watching goes by the folder that is at the path now: where
     * another one may have taken its place, this is to be called again.
     *
     * @param folders those that exist, and of each whether changes of content count, too
     * @return those that cannot be watched
     */
    Collection<Path> watch(Map<Path, Boolean> folders);

    /**
     * Waits for events.
     *
     * @param longest how long
     * @return what happened
     */
    Happened await(Duration longest);

    @Override
    void close();
}
