package org.outpub.publish.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;

/**
 * What would become of what runs if a configuration went live. Immutable; holds no secret.
 *
 * @param actions what would be done to what, by type and name; what stays as it is is not there
 * @param problems what is wrong with the configuration
 */
public record Plan(List<Action> actions, List<ConfigProblem> problems) {
    /** Options that say which publication it is at which server: with another one, it is another publication. */
    private static final Set<String> IDENTITY = Set.of("server_uri", "from_uri", "to_uri", "event", "multi_user");

    private static final String PUBLICATION = OutboundPublish.TYPE.name();

    /** Copies the lists. */
    public Plan {
        actions = List.copyOf(actions);
        problems = List.copyOf(problems);
    }

    /** What may be done. */
    public enum Kind {
        /** It begins. */
        START,
        /** It is published anew under another identity or server first, and removed at the former then. */
        MOVE,
        /** It is applied in place; what is published stays. */
        CHANGE,
        /** It ends, at the server too. */
        END,
        /** It goes on as it was, because its new self is wrong. */
        KEEP
    }

    /**
     * What would be done to one object.
     *
     * @param kind what it is
     * @param type of the object
     * @param id of the object
     * @param options that differ, or what else is the reason
     */
    public record Action(Kind kind, String type, String id, List<String> options) {
        /** Copies the list. */
        public Action {
            options = List.copyOf(options);
        }
    }

    /**
     * Whether anything would be done.
     *
     * @return false if all would stay as it is
     */
    public boolean changesAnything() {
        return actions.stream().anyMatch(action -> action.kind() != Kind.KEEP);
    }

    /**
     * Compares.
     *
     * @param before what runs
     * @param after what would run
     * @param refused ids of objects that {@code after} has and that are not usable, by type
     * @param problems what is wrong with {@code after}
     * @return the plan; if nothing at all could be read of {@code after}, everything is kept
     */
    public static Plan between(
            ConfigurationView before,
            ConfigurationView after,
            Map<String, List<String>> refused,
            List<ConfigProblem> problems) {
        boolean unread = after.objects().values().stream().allMatch(Map::isEmpty)
                && problems.stream().anyMatch(problem -> problem.severity() == ConfigProblem.Severity.ERROR);
        List<Action> actions = new ArrayList<>();
        Set<String> types = new TreeSet<>(before.objects().keySet());
        types.addAll(after.objects().keySet());
        for (String type : types) {
            Set<String> ids = new TreeSet<>(before.of(type).keySet());
            ids.addAll(after.of(type).keySet());
            for (String id : ids) {
                Map<String, String> former = before.of(type).get(id);
                Map<String, String> next = after.of(type).get(id);
                boolean wrong = unread || refused.getOrDefault(type, List.of()).contains(id);
                action(type, id, former, next, wrong, auths(before, after, next))
                        .ifPresent(actions::add);
            }
        }
        actions.sort(Comparator.comparing((Action action) -> !action.type().equals(PUBLICATION)));
        return new Plan(actions, problems);
    }

    private static Optional<Action> action(
            String type,
            String id,
            @Nullable Map<String, String> former,
            @Nullable Map<String, String> next,
            boolean wrong,
            List<String> auths) {
        Kind kind;
        List<String> options = List.of();
        if (former == null) {
            kind = Kind.START;
        } else if (next == null) {
            kind = wrong ? Kind.KEEP : Kind.END;
        } else {
            options = Stream.concat(differing(former, next).stream(), auths.stream())
                    .toList();
            if (options.isEmpty()) {
                return Optional.empty();
            }
            boolean moves = type.equals(PUBLICATION) && options.stream().anyMatch(IDENTITY::contains);
            kind = moves ? Kind.MOVE : Kind.CHANGE;
        }
        return Optional.of(new Action(kind, type, id, options));
    }

    private static List<String> differing(Map<String, String> former, Map<String, String> next) {
        Map<String, String> all = new TreeMap<>(former);
        all.putAll(next);
        return all.keySet().stream()
                .filter(option -> !same(former.get(option), next.get(option)))
                .toList();
    }

    /** A secret that is hidden on one side cannot be compared. */
    private static boolean same(@Nullable String former, @Nullable String next) {
        return Objects.equals(former, next)
                || former != null && next != null && (former + next).contains(ConfigurationView.HIDDEN);
    }

    /** The credentials of a publication that differ, in words. */
    private static List<String> auths(
            ConfigurationView before, ConfigurationView after, @Nullable Map<String, String> publication) {
        String names = publication == null ? "" : publication.getOrDefault("outbound_auth", "");
        return Stream.of(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .filter(name -> {
                    Map<String, String> former = before.of(Auth.TYPE.name()).get(name);
                    Map<String, String> next = after.of(Auth.TYPE.name()).get(name);
                    return former != null
                            && next != null
                            && !differing(former, next).isEmpty();
                })
                .map(name -> "auth " + name)
                .toList();
    }
}
