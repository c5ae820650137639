package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outpub.sorcery.file.Look.Kind;

/** The file system of each path; its calls may hang as that does. */
final class RealDisk implements Disk {
    static final Disk PATIENT =
            new PatientDisk(new RealDisk(), new MountTable(), RealDisk::isLocal, Duration.ofSeconds(5));
    /** As few as prove a change: they are asked for of every watched file again and again. */
    private static final String UNIX = "unix:ctime,ino,dev,size,isRegularFile,isDirectory";

    private final Clock clock = Clock.systemUTC();
    /** Most files are on one, whose number is then kept once. */
    private volatile @Nullable Object device;

    private RealDisk() {}

    private static boolean isLocal(Path path) {
        try {
            return MountTable.isLocal(Files.getFileStore(path).type());
        } catch (IOException | RuntimeException unknown) {
            return false;
        }
    }

    @Override
    public Look look(Path path) {
        try {
            return path.getFileSystem().supportedFileAttributeViews().contains("unix") ? unix(path) : basic(path);
        } catch (NoSuchFileException absent) {
            // What a link leads to may be on a file system that is not mounted.
            return Files.isSymbolicLink(path) ? Look.HIDDEN : Look.ABSENT;
        } catch (IOException | RuntimeException hidden) {
            return Look.HIDDEN;
        }
    }

    private Look unix(Path path) throws IOException {
        Map<String, Object> looks = Files.readAttributes(path, UNIX);
        boolean file = Boolean.TRUE.equals(looks.get("isRegularFile"));
        return new Look(
                kind(file, Boolean.TRUE.equals(looks.get("isDirectory"))),
                file && looks.get("size") instanceof Long size ? size : 0,
                nanos((FileTime) looks.get("ctime")),
                true,
                shared(looks.get("dev")),
                looks.get("ino"));
    }

    private static Look basic(Path path) throws IOException {
        BasicFileAttributes looks = Files.readAttributes(path, BasicFileAttributes.class);
        return new Look(
                kind(looks.isRegularFile(), looks.isDirectory()),
                looks.isRegularFile() ? looks.size() : 0,
                nanos(looks.lastModifiedTime()),
                false,
                null,
                looks.fileKey());
    }

    private @Nullable Object shared(@Nullable Object found) {
        Object known = device;
        if (Objects.equals(known, found)) {
            return known;
        }
        device = found;
        return found;
    }

    private static long nanos(@Nullable FileTime time) {
        return time == null ? 0 : time.to(TimeUnit.NANOSECONDS);
    }

    private static Kind kind(boolean file, boolean folder) {
        return file ? Kind.FILE : folder ? Kind.FOLDER : Kind.OTHER;
    }

    /** Through a copy of the path, since one that a file was opened by keeps its text beside its bytes for ever. */
    @Override
    public byte[] read(Path file) throws IOException {
        Path name = file.getFileName();
        return FileBytes.read(name == null ? file : file.resolveSibling(name));
    }

    @Override
    public List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        return names;
    }

    @Override
    public Optional<Path> target(Path link) {
        try {
            return Files.isSymbolicLink(link) ? Optional.of(Files.readSymbolicLink(link)) : Optional.empty();
        } catch (IOException | RuntimeException replacedMeanwhile) {
            return Optional.empty();
        }
    }

    @Override
    public long nowMillis() {
        return clock.millis();
    }
}
