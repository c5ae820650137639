package org.outpub.publish.control;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.outpub.api.config.Origin;
import org.outpub.api.publication.HistoryEntry;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationDetails;
import org.outpub.api.publication.PublicationStatus;

/**
 * Says in sentences why a publication is as it is: what the server has, what it should have, since when they differ, what
 * was tried, what happens next, and where to change what. Pure.
 */
final class Why {
    private static final Set<String> OPTIONS = Set.of(
            "server_uri",
            "from_uri",
            "to_uri",
            "outbound_proxy",
            "outbound_auth",
            "event",
            "transport",
            "bind",
            "expiration",
            "multi_user",
            "@content_type",
            "@content_file",
            "@content_dir");
    private static final Pattern WORD = Pattern.compile("@?[a-z_]+");

    private final PublicationDetails details;
    private final PublicationStatus status;
    private final Map<String, Origin> places;
    private final Instant now;

    private Why(PublicationDetails details, Map<String, Origin> places, Instant now) {
        this.details = details;
        this.status = details.status();
        this.places = places;
        this.now = now;
    }

    /**
     * Says it.
     *
     * @param details of the publication
     * @param places where its object's options stand, and under the empty name the object itself
     * @param now by the wall clock
     * @return sentences, in the order in which one would ask
     */
    static List<String> sentences(PublicationDetails details, Map<String, Origin> places, Instant now) {
        Why why = new Why(details, places, now);
        List<String> all = new ArrayList<>();
        all.add(why.has());
        all.add(why.shouldHave());
        why.differs().ifPresent(all::add);
        why.tried().ifPresent(all::add);
        all.add(why.next());
        why.where().ifPresent(all::add);
        return all;
    }

    private String has() {
        String server = status.server().map(name -> "The server " + name).orElse("The server");
        if (details.expires().isEmpty()) {
            return server + " has nothing of it, as far as is known.";
        }
        String document = details.held()
                .map(held -> " has " + document(held))
                .orElse(" has some document; whether it is the one below is not known. It is");
        String named =
                status.entityTag().map(tag -> " under the entity-tag " + tag).orElse("");
        return server + document + named + ", confirmed "
                + ago(status.confirmed().orElse(now)) + ", until "
                + when(details.expires().get()) + ".";
    }

    private String shouldHave() {
        if (details.wanted().isEmpty()) {
            return "It should have nothing" + (status.reason().isEmpty() ? "" : ": " + status.reason()) + ".";
        }
        PublicationBody wanted = details.wanted().get();
        return details.held().filter(wanted::equals).isPresent()
                ? "That is what it should have."
                : "It should have " + document(wanted) + ".";
    }

    private Optional<String> differs() {
        return status.differs().map(since -> "This is so since " + when(since) + ", for " + time(since, now) + ".");
    }

    private Optional<String> tried() {
        if (details.failures() == 0) {
            return Optional.empty();
        }
        String failed = details.failures() == 1
                ? "One request has failed since"
                : details.failures() + " requests have failed since";
        String last = details.history().stream()
                .filter(entry -> entry.result().isPresent())
                .reduce((one, other) -> other)
                .map(HistoryEntry::at)
                .map(at -> ", the last " + ago(at))
                .orElse("");
        return Optional.of(failed + last + ": " + status.reason() + ".");
    }

    private String next() {
        String then =
                status.next().map(next -> " in " + time(now, now.plus(next))).orElse("");
        String waits = "It waits for " + details.waitsFor();
        return switch (status.phase()) {
            case RETRYING ->
                "The next try is" + then + details.waitsFor().replaceFirst("^the next try", "") + "; outpub retry "
                        + status.name() + " tries at once.";
            case PUBLISHED -> "It is refreshed" + then + "; outpub retry " + status.name() + " sends it whole at once.";
            default -> waits + ".";
        };
    }

    /** Where the options stand that the reason names; without one, where the section does. */
    private Optional<String> where() {
        if (status.reason().isEmpty() || !places.containsKey("")) {
            return Optional.empty();
        }
        List<String> said = new ArrayList<>();
        for (String option : named(status.reason())) {
            Origin place = places.get(option);
            said.add(place == null ? option + " is not set" : option + " is at " + place);
        }
        String section = "The section is at " + places.get("");
        return Optional.of(said.isEmpty() ? section + "." : section + "; " + String.join(", ", said) + ".");
    }

    private static Set<String> named(String reason) {
        Set<String> named = new LinkedHashSet<>();
        int check = Math.max(reason.lastIndexOf("; check "), reason.lastIndexOf(": check "));
        Matcher words = WORD.matcher(reason.substring(check < 0 ? 0 : check));
        while (words.find()) {
            if (OPTIONS.contains(words.group())) {
                named.add(words.group());
            }
        }
        return named;
    }

    private static String document(PublicationBody body) {
        return "a document of " + body.contentType() + " (" + body.size() + " bytes)";
    }

    private String ago(Instant at) {
        return time(at, now) + " ago";
    }

    private static String when(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String time(Instant from, Instant to) {
        return TimeText.of(Duration.between(from, to));
    }
}
