package org.outpub.publish.receiving;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.publish.config.AsteriskPublication;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.Endpoint;
import org.outpub.publish.config.Identify;
import org.outpub.publish.config.InboundPublication;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.sources.packages.EntityId;

/**
 * What configuration says of the peers that may publish here. Immutable.
 *
 * @param resources what they may publish to, by id
 * @param contents what is taken, by id
 * @param endpoints who they are, by id
 * @param identities by which addresses they are known
 * @param auths what they prove, by id
 * @param ownIds the entity ids by which this server publishes itself
 */
public record PeerConfiguration(
        Map<String, InboundPublication> resources,
        Map<String, AsteriskPublication> contents,
        Map<String, Endpoint> endpoints,
        List<Identify> identities,
        Map<String, Auth> auths,
        Set<EntityId> ownIds) {
    /** The packages of which states are taken. */
    public static final List<String> EVENTS = List.of("asterisk-devicestate", "asterisk-mwi");

    /** Nobody may publish. */
    public static final PeerConfiguration NONE =
            new PeerConfiguration(Map.of(), Map.of(), Map.of(), List.of(), Map.of(), Set.of());

    /** Copies the collections. */
    public PeerConfiguration {
        resources = ImmutableMap.copyOf(resources);
        contents = ImmutableMap.copyOf(contents);
        endpoints = ImmutableMap.copyOf(endpoints);
        identities = List.copyOf(identities);
        auths = ImmutableMap.copyOf(auths);
        ownIds = ImmutableSet.copyOf(ownIds);
    }

    /**
     * Reads it.
     *
     * @param sorcery holds the objects
     * @param host the entity id of publications that have none of their own
     * @return as it is now
     */
    public static PeerConfiguration of(Sorcery sorcery, EntityId host) {
        Map<String, InboundPublication> resources = byId(sorcery, InboundPublication.TYPE);
        if (resources.isEmpty()) {
            return NONE;
        }
        Set<EntityId> own = sorcery.retrieveAll(OutboundPublish.TYPE).stream()
                .filter(publish -> EVENTS.contains(publish.event()))
                .map(publish -> EntityId.parse(publish.extended().getOrDefault("@eid", host.text()))
                        .orElse(host))
                .collect(Collectors.toSet());
        return new PeerConfiguration(
                resources,
                byId(sorcery, AsteriskPublication.TYPE),
                byId(sorcery, Endpoint.TYPE),
                List.copyOf(sorcery.retrieveAll(Identify.TYPE)),
                byId(sorcery, Auth.TYPE),
                own);
    }

    private static <T extends SorceryObject> Map<String, T> byId(Sorcery sorcery, ObjectType<T> type) {
        Collection<T> all = sorcery.retrieveAll(type);
        return Maps.uniqueIndex(all, SorceryObject::id);
    }

    /**
     * Whether anybody may publish here.
     *
     * @return false if there is no {@code inbound-publication} section
     */
    public boolean receives() {
        return !resources.isEmpty();
    }

    /** What is taken of an event that is published to a resource; null if nothing is. */
    @Nullable
    AsteriskPublication content(String resource, String event) {
        InboundPublication to = resources.get(resource);
        String name = to == null ? null : to.events().get(event);
        return name == null || !EVENTS.contains(event) ? null : contents.get(name);
    }

    /** The packages that may be published to a resource. */
    static List<String> eventsOf(InboundPublication resource) {
        return EVENTS.stream().filter(resource.events()::containsKey).toList();
    }

    /**
     * The publications by which peers are asked to tell all they know.
     *
     * @return ids of {@code outbound-publish} objects
     */
    public Set<String> asking() {
        Set<String> all = new TreeSet<>();
        contents.values()
                .forEach(content -> Stream.of(content.devicestatePublish(), content.mailboxstatePublish())
                        .forEach(id -> {
                            if (id != null) {
                                all.add(id);
                            }
                        }));
        return all;
    }

    /** Prints how much there is, and no secret. */
    @Override
    public String toString() {
        return resources.keySet() + " of " + endpoints.size() + " endpoints";
    }
}
