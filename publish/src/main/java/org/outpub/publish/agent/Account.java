package org.outpub.publish.agent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationDetails;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.config.ContentSource;

/**
 * How an object's publications fare, for those who ask; and of those that have nothing to publish, why. Confined to the loop.
 *
 * @param begun when the object did
 */
record Account(LiveObject object, Instant begun) {
    /**
     * How its publications fare; an object that has none fares, too.
     *
     * @param to takes each
     */
    void statuses(Consumer<PublicationStatus> to) {
        if (object.publications().isEmpty()) {
            to.accept(nothing());
        }
        for (LivePublication publication : object.publications()) {
            to.accept(explained(publication.status()));
        }
    }

    /**
     * All that is known of its publications; of an object that has none, why.
     *
     * @param user of a single one; null for all
     */
    List<PublicationDetails> details(@Nullable String user) {
        if (user == null && object.publications().isEmpty()) {
            return List.of(new PublicationDetails(
                    nothing(), Optional.empty(), Optional.empty(), Optional.empty(), 0, "a document", List.of()));
        }
        return object.publications().stream()
                .filter(one -> user == null || user.equals(one.user()))
                .map(LivePublication::details)
                .map(one -> new PublicationDetails(
                        explained(one.status()),
                        one.wanted(),
                        one.held(),
                        one.expires(),
                        one.failures(),
                        one.waitsFor(),
                        one.history()))
                .toList();
    }

    /** The same in short. */
    List<PublicationStatus> statuses(@Nullable String user) {
        return details(user).stream().map(PublicationDetails::status).toList();
    }

    /**
     * Whether all its publications that have something to publish are in a phase, or that of a user. Idle they are if there
     * is none.
     */
    boolean isAll(@Nullable String user, Phase phase) {
        boolean any = false;
        for (LivePublication one : object.publications()) {
            boolean counts = user == null ? phase == Phase.IDLE || one.phase() != Phase.IDLE : user.equals(one.user());
            if (counts && one.phase() != phase) {
                return false;
            }
            any |= counts;
        }
        return any || phase == Phase.IDLE;
    }

    private PublicationStatus nothing() {
        return new PublicationStatus(
                object.config().id(),
                Optional.empty(),
                object.config().event(),
                Phase.IDLE,
                begun,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                lack());
    }

    private PublicationStatus explained(PublicationStatus one) {
        boolean unexplained = one.phase() == Phase.IDLE && one.reason().isEmpty();
        return unexplained
                ? new PublicationStatus(
                        one.id(),
                        one.user(),
                        one.event(),
                        one.phase(),
                        one.since(),
                        one.entityTag(),
                        one.confirmed(),
                        one.server(),
                        one.next(),
                        one.last(),
                        one.differs(),
                        lack())
                : one;
    }

    /** Why there is nothing to publish. */
    private String lack() {
        Source serving = object.source();
        if (serving != null && !serving.lack().isEmpty()) {
            return serving.lack();
        }
        ContentSource content = object.config().content();
        if (serving != null && serving.isOfFiles() && content != null) {
            return content.path()
                    + (content.perUser()
                            ? " holds no documents"
                            : " is not there, or not usable; or what it says was removed since, and its next change is published");
        }
        return "the handler of event '" + object.config().event() + "' has published nothing, or removed it";
    }
}
