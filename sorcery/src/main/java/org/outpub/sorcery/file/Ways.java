package org.outpub.sorcery.file;

import com.google.common.collect.Sets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the meaning of watched paths hangs on: each folder from the root down, and every symbolic link on the way, with
 * what it points to. An entry of a folder is either a watched path's own, or is on the way to some; if the latter comes
 * or goes, everything below it may be another. Immutable once made.
 */
final class Ways {
    /** As many links as Linux follows. */
    private static final int MOST_LINKS = 40;

    private final Disk disk;
    /** By folder and name the watched paths that are there, or lead there by a link. */
    private final Map<Path, Map<String, Set<Path>>> ends = new HashMap<>();
    /** By folder the names that are on the way to others. */
    private final Map<Path, Set<String>> passed = new HashMap<>();
    /** Folders whose own way was followed, because many files share it. */
    private final Set<Path> followed = new HashSet<>();
    /** Watched paths that are folders: what comes and goes in them counts. */
    private final Map<Path, Path> folders = new HashMap<>();

    private Ways(Disk disk) {
        this.disk = disk;
    }

    /**
     * Follows the ways.
     *
     * @param looks the watched paths with their looks
     */
    static Ways of(Map<Path, Look> looks, Disk disk) {
        Ways ways = new Ways(disk);
        looks.forEach((path, look) -> {
            Path absolute = path.toAbsolutePath();
            if (look.isFolder()) {
                ways.folders.put(absolute, path);
            }
            ways.follow(path, absolute, MOST_LINKS);
        });
        return ways;
    }

    private void follow(Path watched, Path path, int linksLeft) {
        Path folder = path.getParent();
        Path name = path.getFileName();
        if (folder == null || name == null) {
            return;
        }
        ends.computeIfAbsent(folder, first -> new HashMap<>())
                .merge(name.toString(), Set.of(watched), (some, one) -> Set.copyOf(Sets.union(some, one)));
        pass(folder, linksLeft);
        Optional<Path> target = linksLeft > 0 ? disk.target(path) : Optional.empty();
        target.ifPresent(to -> follow(watched, path.resolveSibling(to).normalize(), linksLeft - 1));
    }

    private void pass(Path folder, int linksLeft) {
        Path above = folder.getParent();
        Path name = folder.getFileName();
        if (!followed.add(folder) || above == null || name == null) {
            return;
        }
        passed.computeIfAbsent(above, first -> new HashSet<>()).add(name.toString());
        pass(above, linksLeft);
        Optional<Path> target = linksLeft > 0 ? disk.target(folder) : Optional.empty();
        target.ifPresent(to -> pass(folder.resolveSibling(to).normalize(), linksLeft - 1));
    }

    /** The folders to watch, and of each whether changes of content count: only where watched paths end. */
    Map<Path, Boolean> watched() {
        Map<Path, Boolean> watched = new HashMap<>();
        passed.keySet().forEach(folder -> watched.put(folder, false));
        folders.keySet().forEach(folder -> watched.put(folder, false));
        ends.keySet().forEach(folder -> watched.put(folder, true));
        watched.keySet().removeIf(folder -> !disk.look(folder).isFolder());
        return watched;
    }

    /** The watched paths that an entry of a folder is. */
    Collection<Path> ending(Path folder, String name) {
        return ends.getOrDefault(folder, Map.of()).getOrDefault(name, Set.of());
    }

    /** Whether an entry of a folder is on the way to watched paths. */
    boolean passes(Path folder, String name) {
        return passed.getOrDefault(folder, Set.of()).contains(name);
    }

    /** The watched path that is this folder. */
    List<Path> being(Path folder) {
        Path path = folders.get(folder);
        return path == null ? List.of() : List.of(path);
    }

    /** Whether the same entries matter. */
    boolean leadTheSameWayAs(Ways other) {
        return passed.equals(other.passed) && ends.equals(other.ends) && folders.equals(other.folders);
    }
}
