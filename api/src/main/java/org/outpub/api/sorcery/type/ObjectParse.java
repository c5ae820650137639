package org.outpub.api.sorcery.type;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Excerpt;
import org.outpub.api.config.Origin;
import org.outpub.api.config.ProblemSink;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.ObjectType.Slot;

/** One run of {@link ObjectType#parse}. Confined to it. */
final class ObjectParse<T extends SorceryObject> {
    private final ObjectType<T> type;
    private final ObjectSet set;
    private final ProblemSink problems;
    /** By the fields' slots. */
    private final @Nullable Object[] values;
    /** By the fields' slots: the entry that was read last, counted from 1; 0 for none. */
    private final int[] entries;

    /** Few objects have groups, and many have no extended fields. */
    private Map<String, Map<String, Object>> groups = Map.of();

    private Map<String, String> extended = Map.of();
    private @Nullable Ignored ignored;
    /** What unknown options are near to. A required one that is misspelt is not told as missing besides. */
    private Set<String> misspelt = Set.of();

    private boolean failed;

    /** Options that are accepted and without effect, which are told together: files of other programs are full of them. */
    private record Ignored(Origin first, Set<String> options) {}

    ObjectParse(ObjectType<T> type, ObjectSet set, ProblemSink problems) {
        this.type = type;
        this.set = set;
        this.problems = problem -> {
            failed |= problem.severity() == Severity.ERROR;
            problems.add(problem);
        };
        this.values = new @Nullable Object[type.slots().size()];
        this.entries = new int[values.length];
    }

    Optional<T> run(Function<FieldValues, T> maker) {
        for (int i = 0; i < set.size(); i++) {
            read(set.name(i), set.value(i), i);
        }
        tellIgnored();
        type.slots().forEach(this::complete);
        if (failed) {
            return Optional.empty();
        }
        T object = maker.apply(new FieldValues(type, set, values, entries, groups, extended, problems));
        return failed ? Optional.empty() : Optional.of(object);
    }

    private void read(String option, String text, int index) {
        if (option.startsWith("@")) {
            if (extended.isEmpty()) {
                extended = new LinkedHashMap<>();
            }
            extended.put(option, text);
            return;
        }
        if (option.equalsIgnoreCase("type")) {
            return;
        }
        Slot<T> slot = type.slot(option);
        if (slot == null) {
            readUndeclared(option, text, set.origin(index));
        } else if (slot.field().kind() == Field.Kind.IGNORED) {
            ignore(slot.field(), text, set.origin(index));
        } else if (text.isEmpty() && leftEmptyIsAbsent(slot.field())) {
            entries[slot.index()] = 0;
            values[slot.index()] = null;
        } else {
            entries[slot.index()] = index + 1;
            readField(slot.field(), slot.index(), text, index);
        }
    }

    private void ignore(Field<T, ?> field, String text, Origin origin) {
        if (text.isEmpty()) {
            return; // asks for nothing
        }
        try {
            field.codec().parse(text, origin);
            if (field.codec().shape() instanceof ValueShape.Text) {
                ignored = ignored == null ? new Ignored(origin, new LinkedHashSet<>()) : ignored;
                ignored.options.add(field.name());
            }
        } catch (InvalidValueException other) {
            problems.warning(origin, about() + field.name() + ": '" + text + "' has no effect here: " + field.about());
        }
    }

    private void tellIgnored() {
        if (ignored != null) {
            problems.notice(ignored.first, about() + "without effect here: " + String.join(", ", ignored.options));
        }
    }

    /** As in Asterisk, where the default of a text is no text, and an empty text takes back what stood before it. */
    private static boolean leftEmptyIsAbsent(Field<?, ?> field) {
        return field.kind() == Field.Kind.OPTIONAL && field.codec().shape() instanceof ValueShape.Text;
    }

    private void readUndeclared(String option, String text, Origin origin) {
        for (FieldGroup<T, ?> group : type.groups()) {
            if (group.has(option)) {
                if (groups.isEmpty()) {
                    groups = new HashMap<>();
                }
                parse(group.codec(), option, false, text, origin)
                        .ifPresent(value -> groups.computeIfAbsent(group.name(), first -> new LinkedHashMap<>())
                                .put(option, value));
                return;
            }
        }
        List<String> known = type.fields().stream().map(Field::name).toList();
        Optional<String> nearest = NearestName.of(option, known);
        nearest.ifPresent(this::isMeant);
        problems.error(
                origin,
                about() + "unknown option " + Excerpt.quoted(option)
                        + nearest.map(name -> "; did you mean '" + name + "'?")
                                .orElseGet(() -> "; expected one of " + String.join(", ", known)));
    }

    private void isMeant(String name) {
        if (misspelt.isEmpty()) {
            misspelt = new HashSet<>();
        }
        misspelt.add(name);
    }

    private void readField(Field<T, ?> field, int slot, String text, int index) {
        parse(field.codec(), field.name(), field.secret(), text, set.origin(index))
                .ifPresent(read -> keep(field, slot, read));
    }

    private void keep(Field<T, ?> field, int slot, Object value) {
        if (field.kind() != Field.Kind.REPEATED) {
            values[slot] = value;
            return;
        }
        @SuppressWarnings("unchecked") // only this method puts values of the field
        List<Object> list = (List<Object>) Objects.requireNonNullElseGet(values[slot], ArrayList::new);
        list.add(value);
        values[slot] = list;
    }

    private <V> Optional<V> parse(FieldCodec<V> codec, String name, boolean secret, String text, Origin origin) {
        try {
            return Optional.of(codec.parse(text, origin));
        } catch (InvalidValueException invalid) {
            String shown = secret ? "its value" : codec.shown(text);
            String reason = Objects.requireNonNullElse(invalid.getMessage(), "");
            problems.error(
                    origin,
                    about() + name + ": " + shown + " is not " + codec.expects()
                            + (reason.isEmpty() ? "" : " (" + reason + ")"));
            return Optional.empty();
        }
    }

    private void complete(Slot<T> slot) {
        if (entries[slot.index()] != 0) {
            return;
        }
        Field<T, ?> field = slot.field();
        if (field.kind() == Field.Kind.REQUIRED && !misspelt.contains(field.name())) {
            problems.error(
                    set.origin(),
                    about() + "required option '" + field.name() + "' is missing; expected "
                            + field.codec().expects());
        }
        values[slot.index()] = slot.defaultValue();
    }

    private String about() {
        return about(type, set);
    }

    static String about(ObjectType<?> type, ObjectSet set) {
        return type.name() + " " + Excerpt.quoted(set.id()) + ": ";
    }
}
