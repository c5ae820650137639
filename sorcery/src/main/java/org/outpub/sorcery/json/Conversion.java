package org.outpub.sorcery.json;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Origin;
import org.outpub.api.config.ProblemSink;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.DiskReading;
import org.outpub.sorcery.file.Seen;
import org.outpub.sorcery.ini.IniFile;
import org.outpub.sorcery.ini.text.IniSection;
import org.outpub.sorcery.ini.text.IniWriter;
import org.outpub.sorcery.json.JsonDocument.JsonObject;

/**
 * Conversion between {@code pjsip.conf} and {@code pjsip.json}: both then make equal objects. Templates, includes and
 * continued sections become plain objects; comments are lost. Immutable.
 *
 * @param types those whose fields are known; objects of others are kept as they are, with all names and values
 * @param pathOptions options that hold paths, in lower case; relative ones are rewritten for the new file's folder
 */
public record Conversion(List<ObjectType<?>> types, Set<String> pathOptions) {
    /** Copies the collections. */
    public Conversion {
        types = List.copyOf(types);
        pathOptions = Set.copyOf(pathOptions);
    }

    /**
     * What came of it.
     *
     * @param text the document; empty if the source cannot be read or cannot be said in the other format
     * @param problems errors are why there is no text; warnings tell what had no effect and was left out
     */
    public record Result(Optional<String> text, List<ConfigProblem> problems) {
        /** Copies the list. */
        public Result {
            problems = List.copyOf(problems);
        }

        /** Prints the problems only; the text may hold secrets. */
        @Override
        public String toString() {
            return (text.isPresent() ? "converted " : "not converted ") + problems;
        }

        private static Result of(String text, List<ConfigProblem> problems) {
            boolean failed = problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
            return new Result(failed ? Optional.empty() : Optional.of(text), problems);
        }
    }

    /**
     * Converts INI.
     *
     * @param file what to read, with what it includes
     * @param folder where the result will be kept
     * @return JSON
     */
    public Result toJson(Path file, Path folder) {
        IniFile ini = IniFile.read(file);
        List<ConfigProblem> problems = new ArrayList<>(ini.document().problems());
        if (ini.document().isDamaged()) {
            return Result.of("", problems);
        }
        JsonWriter json = new JsonWriter(types, problems::add);
        for (IniSection section : ini.document().sections()) {
            if (!section.template()) {
                ObjectSet values = section.values();
                Optional<String> type = values.first("type").or(() -> namedByType(values.id()));
                if (type.isPresent()) {
                    json.add(type.get(), relocated(values, folder));
                } else {
                    problems.add(ConfigProblem.warning(
                            values.origin(),
                            "section '" + values.id() + "' has no type=; nobody uses it, and it is left out"));
                }
            }
        }
        commented(ini).ifPresent(problems::add);
        return Result.of(json.text(), problems);
    }

    /** Asterisk takes sections of these names for the type of the name. */
    private static Optional<String> namedByType(String id) {
        return id.equals("global") || id.equals("system") ? Optional.of(id) : Optional.empty();
    }

    private static Optional<ConfigProblem> commented(IniFile ini) {
        for (Map.Entry<Path, byte[]> file : ini.files().entrySet()) {
            byte[] bytes = file.getValue();
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == ';' && (i == 0 || bytes[i - 1] != '\\')) {
                    return Optional.of(ConfigProblem.notice(
                            Origin.of(file.getKey()), "JSON has no comments; those of INI files are not kept"));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Converts JSON.
     *
     * @param file what to read
     * @param folder where the result will be kept
     * @return INI
     */
    public Result toIni(Path file, Path folder) {
        JsonDocument document =
                JsonWizard.document(file, new DiskReading(Disk.real(), Ticker.system(), true, Seen.NOTHING), null);
        List<ConfigProblem> problems = new ArrayList<>(document.problems());
        IniWriter ini = new IniWriter(problems::add);
        document.types().forEach((type, members) -> {
            Optional<ListForm> form = types.stream()
                    .filter(known -> known.name().equals(type))
                    .findFirst()
                    .map(ListForm::new);
            for (JsonObject object : members.objects()) {
                ObjectSet values =
                        form.map(known -> known.applyTo(object)).orElseGet(() -> plain(object, problems::add));
                values.flaws()
                        .forEach(flaw -> problems.add(ConfigProblem.error(
                                flaw.origin(), type + " '" + values.id() + "': " + flaw.message())));
                ini.add(type, relocated(values, folder));
            }
        });
        return Result.of(ini.text(), problems);
    }

    /**
     * Writes objects that come from elsewhere, such as a database.
     *
     * @param objects by type
     * @param json whether JSON is wanted, or INI
     * @param folder where the result will be kept
     * @param found what is wrong with where they come from
     * @return the document
     */
    public Result toText(Map<String, List<ObjectSet>> objects, boolean json, Path folder, List<ConfigProblem> found) {
        List<ConfigProblem> problems = new ArrayList<>(found);
        JsonWriter asJson = new JsonWriter(types, problems::add);
        IniWriter asIni = new IniWriter(problems::add);
        objects.forEach((type, sets) -> sets.forEach(set -> {
            set.flaws()
                    .forEach(flaw -> problems.add(
                            ConfigProblem.error(flaw.origin(), type + " '" + set.id() + "': " + flaw.message())));
            ObjectSet moved = relocated(set, folder);
            if (json) {
                asJson.add(type, moved);
            } else {
                asIni.add(type, moved);
            }
        }));
        return Result.of(json ? asJson.text() : asIni.text(), problems);
    }

    /** An object of a type whose fields are not known: every item is an entry. */
    private static ObjectSet plain(JsonObject object, ProblemSink problems) {
        object.lists().stream()
                .filter(list -> list.from() == list.to())
                .forEach(list -> problems.warning(
                        list.origin(), "'" + list.name() + "': INI has no empty list; it is left out"));
        return object.values();
    }

    private ObjectSet relocated(ObjectSet values, Path folder) {
        ObjectSet moved = values;
        for (int i = 0; i < values.size(); i++) {
            String name = values.name(i);
            if (pathOptions.contains(name.toLowerCase(Locale.ROOT))) {
                String path = relocated(values.value(i), values.origin(i), folder);
                moved = path.equals(values.value(i)) ? moved : moved.with(name, List.of(path));
            }
        }
        return moved;
    }

    private static String relocated(String path, Origin origin, Path folder) {
        try {
            Path from =
                    absolute(Objects.requireNonNullElse(Path.of(origin.source()).getParent(), Path.of("")));
            boolean stays = path.isEmpty() || Path.of(path).isAbsolute() || from.equals(absolute(folder));
            return stays
                    ? path
                    : absolute(folder).relativize(from.resolve(path)).toString();
        } catch (InvalidPathException told) {
            return path; // the object's own problem, told when it is read
        }
    }

    private static Path absolute(Path folder) {
        return folder.toAbsolutePath().normalize();
    }

    /**
     * Conversion for some types without options that hold paths.
     *
     * @param types those whose fields are known
     * @return the conversion
     */
    public static Conversion of(Collection<? extends ObjectType<?>> types) {
        return new Conversion(List.copyOf(types), Set.of());
    }
}
