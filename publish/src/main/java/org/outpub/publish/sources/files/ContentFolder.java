package org.outpub.publish.sources.files;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublishClient;
import org.outpub.publish.config.ContentSource;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.FileBytes;
import org.outpub.sorcery.file.Look;
import org.outpub.sorcery.file.Look.Kind;
import org.outpub.sorcery.file.SilentException;

/**
 * A publication for each user, whose states are the files of a folder. Hidden files are left out: editors and copying
 * programs keep half-written states under such names. A folder that is gone leaves what is published as it is, for
 * nobody deleted the files: it may have been unmounted.
 */
final class ContentFolder implements ContentPublication {
    private final PublishClient client;
    private final ContentSource source;
    private final Consumer<Collection<String>> retainUsers;
    private final Disk disk;
    private final FewLines lines;
    /** By file, in the order of names. */
    private final Map<Path, Document> documents = new TreeMap<>();

    /** Files that others of the same user keep out, which is told once. */
    private Set<Path> leftOut = Set.of();

    private @Nullable Look seen;
    private volatile String told = "";
    /** What is wrong with the first of its files with which something is. */
    private volatile String inside = "";

    private volatile List<Path> watched;

    ContentFolder(
            PublishClient client,
            ContentSource source,
            Consumer<Collection<String>> retainUsers,
            Disk disk,
            FewLines lines) {
        this.client = client;
        this.source = source;
        this.retainUsers = retainUsers;
        this.disk = disk;
        this.lines = lines;
        this.watched = List.of(source.path());
    }

    @Override
    public List<Path> watched() {
        return watched;
    }

    @Override
    public synchronized boolean look() {
        Map<String, Path> files;
        try {
            files = list();
        } catch (IOException unreadable) {
            tell(
                    unreadable instanceof SilentException ? Level.DEBUG : Level.WARNING,
                    "cannot be read: " + FileBytes.reason(unreadable));
            return false;
        }
        told = "";
        boolean changed = documents.keySet().retainAll(Set.copyOf(files.values()));
        retainUsers.accept(Set.copyOf(files.keySet()));
        boolean allWell = true;
        String wrong = "";
        for (Map.Entry<String, Path> each : files.entrySet()) {
            Document document = documents.get(each.getValue());
            if (document == null) {
                document = new Document(
                        each.getValue(), source.contentType(), client.user(each.getKey()), false, disk, lines);
                documents.put(each.getValue(), document);
                changed = true;
            }
            allWell &= document.look();
            if (wrong.isEmpty()) {
                wrong = document.problem();
            }
        }
        inside = wrong;
        if (changed) {
            List<Path> paths = new ArrayList<>(documents.keySet());
            paths.add(source.path());
            watched = List.copyOf(paths);
        }
        return allWell;
    }

    private Map<String, Path> list() throws IOException {
        Look look = disk.look(source.path());
        if (look.kind() == Kind.ABSENT) {
            throw new IOException("the folder does not exist");
        }
        if (look.isFile() || look.kind() == Kind.OTHER) {
            throw new IOException("it is no folder");
        }
        List<String> names = new ArrayList<>(disk.names(source.path()));
        names.sort(null);
        if (names.isEmpty() && seen != null && !Objects.equals(seen.device(), look.device())) {
            throw new IOException("the file system that held its files is gone");
        }
        seen = look;
        Map<String, Path> files = new TreeMap<>();
        Set<Path> out = new HashSet<>();
        for (String name : names) {
            add(files, out, source.path().resolve(name));
        }
        leftOut = out;
        return files;
    }

    private void add(Map<String, Path> files, Set<Path> out, Path file) {
        String user = user(file);
        Kind kind = disk.look(file).kind();
        boolean vanished = kind != Kind.ABSENT && documents.containsKey(file); // told by its document
        if (user.isEmpty() || !(kind == Kind.FILE || kind == Kind.HIDDEN || vanished)) {
            if (kind == Kind.OTHER && out.add(file) && !leftOut.contains(file)) {
                lines.tell(Level.WARNING, client.id() + ": " + file, "is left out: it is no regular file");
            }
            return;
        }
        Path other = files.putIfAbsent(user, file);
        if (other != null && out.add(file) && !leftOut.contains(file)) {
            lines.tell(
                    Level.WARNING,
                    client.id() + ": " + file,
                    "is left out: " + other.getFileName() + " is of the same user, and comes first");
        }
    }

    @Override
    public String id() {
        return client.id();
    }

    @Override
    public String problem() {
        return told.isEmpty() ? inside : source.path() + " " + told;
    }

    private void tell(Level level, String fault) {
        if (!told.equals(fault)) {
            told = fault;
            lines.tell(level, client.id() + ": " + source.path() + ":", fault + "; what is published stays");
        }
    }

    /** The file's name less its extension; empty for a hidden file or an editor's backup. */
    private static String user(Path file) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(".") || name.endsWith("~")) {
            return "";
        }
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
