package org.outpub.publish.sources.files;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublishClient;
import org.outpub.publish.config.ContentSource;
import org.outpub.sorcery.file.Disk;

/**
 * Publishes what files hold. A file's bytes are the state: a change publishes, deleting the file removes the
 * publication, creating it publishes anew. In a folder each file is one user's state, its name less the extension the
 * user. Somebody else watches the files and calls {@link #look}. Safe for use by many threads.
 */
public final class ContentFiles {
    /** Guarded by this, as the lists of it, which are made when they are asked for: there may be very many. */
    private final Set<ContentPublication> publications = new LinkedHashSet<>();

    private final FewLines lines = new FewLines();
    private final Disk disk;
    private @Nullable List<ContentPublication> current;
    private @Nullable List<Path> watched;

    /** Files of their own file systems. */
    public ContentFiles() {
        this(Disk.real());
    }

    ContentFiles(Disk disk) {
        this.disk = disk;
    }

    /**
     * Begins to publish.
     *
     * @param client to publish with
     * @param source the file or folder
     * @param takesOver whether other files were published before: if the one file that is named now is not there, what
     *     they held stays until it is
     * @param retainUsers told which users have a file, so that others are withdrawn
     * @return stops it; what is published stays
     */
    public Runnable start(
            PublishClient client, ContentSource source, boolean takesOver, Consumer<Collection<String>> retainUsers) {
        ContentPublication publication = source.perUser()
                ? new ContentFolder(client, source, retainUsers, disk, lines)
                : new ContentFile(client, source, takesOver, disk, lines);
        change(() -> publications.add(publication));
        look(publication);
        return () -> change(() -> publications.remove(publication));
    }

    private synchronized void change(Runnable toThePublications) {
        toThePublications.run();
        current = null;
        watched = null;
    }

    private synchronized List<ContentPublication> current() {
        List<ContentPublication> known = current == null ? List.copyOf(publications) : current;
        current = known;
        return known;
    }

    private boolean look(ContentPublication publication) {
        List<Path> before = publication.watched();
        boolean allWell = publication.look();
        if (!before.equals(publication.watched())) {
            change(() -> {});
        }
        return allWell;
    }

    /**
     * What must be watched.
     *
     * @return files and folders; the same list until publications or their files come or go
     */
    public synchronized List<Path> watched() {
        List<Path> known = watched == null
                ? current().stream()
                        .flatMap(publication -> publication.watched().stream())
                        .toList()
                : watched;
        watched = known;
        return known;
    }

    /**
     * What is wrong with files, so that what is published may not be what they hold. Waits for nobody.
     *
     * @return by the id of the object that is served; of a folder the first that is wrong
     */
    public Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        for (ContentPublication publication : current()) {
            String problem = publication.problem();
            if (!problem.isEmpty()) {
                problems.put(publication.id(), problem);
            }
        }
        return problems;
    }

    /**
     * Looks at every file and publishes what changed.
     *
     * @return false if of some it could not be found out what is there, so that it is worth looking again
     */
    public boolean look() {
        boolean allWell = true;
        for (ContentPublication publication : current()) {
            allWell &= look(publication);
        }
        return allWell;
    }
}
