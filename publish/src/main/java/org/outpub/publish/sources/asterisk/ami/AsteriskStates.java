package org.outpub.publish.sources.asterisk.ami;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.Extension;
import org.outpub.api.state.ExtensionState;
import org.outpub.api.state.MessageCounts;

/**
 * What an Asterisk's devices, extensions and mailboxes do, as its messages tell. The text of a hint is taken from lists
 * alone, because live events of Asterisk 22.10 carry an old one after a reload of the dialplan. Confined to its owner's
 * thread.
 */
final class AsteriskStates {
    private static final int LONGEST_NAME = 255;
    private static final char NOT_UTF8 = '\uFFFD';
    private final SessionOptions options;
    private final Consumer<SessionEffect> effects;
    private final Mirror<String, DeviceState> devices;
    private final Mirror<Extension, DeviceState> extensions;
    private final Mirror<String, MessageCounts> mailboxes;
    private final Map<Extension, Hint> hints = new HashMap<>();
    private final PresenceNotes notes = new PresenceNotes();
    /** Mailboxes that an event or the list of those outside of the voice mail told of. */
    private final Set<String> toldOf = new HashSet<>();

    private String unusable = "";
    private long unusableNames;

    /** What a live event asks for beyond what it tells. */
    enum Consequence {
        /** Nothing. */
        NONE,
        /** It repeats what is known, as after a reload of the dialplan. */
        REPEATED,
        /** A hint may be gone. */
        DOUBTED
    }

    AsteriskStates(SessionOptions options, Consumer<SessionEffect> effects) {
        this.options = options;
        this.effects = effects;
        this.devices = new Mirror<>(
                options.mostStates(), (name, state) -> effects.accept(new SessionEffect.DeviceIs(name, state)));
        this.extensions = new Mirror<>(options.mostStates(), this::tellExtension);
        this.mailboxes = new Mirror<>(
                options.mostStates(), (name, counts) -> effects.accept(new SessionEffect.MailboxIs(name, counts)));
    }

    private void tellExtension(Extension extension, @Nullable DeviceState state) {
        if (state == null) {
            hints.remove(extension);
            effects.accept(new SessionEffect.ExtensionIs(extension, null));
            return;
        }
        ExtensionState plain = ExtensionState.of(state);
        effects.accept(new SessionEffect.ExtensionIs(
                extension, notes.of(extension).map(plain::withNote).orElse(plain)));
    }

    private void tellNote(Extension extension) {
        DeviceState state = extensions.get(extension);
        if (state != null) {
            tellExtension(extension, state);
        }
    }

    /** A live event of a state. */
    Consequence live(AmiMessage event) {
        switch (event.kind("Event")) {
            case "DeviceStateChange" ->
                device(event).ifPresent(device -> deviceState(event).ifPresent(state -> devices.live(device, state)));
            case "ExtensionStatus" -> {
                return extension(event)
                        .map(extension -> liveExtension(extension, event))
                        .orElse(Consequence.NONE);
            }
            case "PresenceStatus" -> {
                if (options.notes()) {
                    extension(event)
                            .ifPresent(extension -> notes.live(extension, event.get("Message"), this::tellNote));
                }
            }
            case "MessageWaiting" ->
                mailbox(event).ifPresent(mailbox -> {
                    remember(mailbox);
                    mailboxes.live(mailbox, counts(event.get("New"), event.get("Old")));
                });
            default -> {
                // other classes' events say nothing of states
            }
        }
        return Consequence.NONE;
    }

    private void remember(String mailbox) {
        if (toldOf.size() < options.mostStates()) {
            toldOf.add(mailbox);
        }
    }

    private Consequence liveExtension(Extension extension, AmiMessage event) {
        Optional<DeviceState> state = Hint.stateOf(event.get("Status"));
        if (state.isEmpty()) {
            return Consequence.DOUBTED;
        }
        Consequence consequence =
                state.get().equals(extensions.get(extension)) ? Consequence.REPEATED : Consequence.NONE;
        extensions.live(extension, state.get());
        return consequence;
    }

    /** An entry of a list. */
    void listed(AmiMessage entry) {
        switch (entry.kind("Event")) {
            case "DeviceStateChange" ->
                device(entry).ifPresent(device -> deviceState(entry).ifPresent(state -> devices.listed(device, state)));
            case "ExtensionStatus" ->
                extension(entry)
                        .ifPresent(extension -> Hint.stateOf(entry.get("Status"))
                                .ifPresent(state -> {
                                    extensions.listed(extension, state);
                                    hints.put(extension, new Hint(entry.get("Hint")));
                                }));
            case "PresenceStateChange" -> notes.listed(entry.get("Presentity"), entry.get("Message"));
            case "MWIGet" -> {
                mailbox(entry).ifPresent(this::remember);
                listedMailbox(entry);
            }
            default -> {
                // an end of a list, which its round looks at
            }
        }
    }

    /** The answer to a question for one mailbox, or an entry of their list. */
    void listedMailbox(AmiMessage answer) {
        mailbox(answer)
                .ifPresent(mailbox ->
                        mailboxes.listed(mailbox, counts(answer.get("NewMessages"), answer.get("OldMessages"))));
    }

    void listsAsked() {
        devices.listAsked();
        extensions.listAsked();
        mailboxes.listAsked();
        notes.listAsked();
    }

    void devicesNotListed() {
        devices.listLost();
    }

    void extensionsNotListed() {
        extensions.listLost();
    }

    void presenceNotListed() {
        notes.listLost();
    }

    void listsLost() {
        devices.listLost();
        extensions.listLost();
        mailboxes.listLost();
        notes.listLost();
    }

    /** Takes what the lists say; gives how many states have changed without an event. */
    int settle(long now, long confirm) {
        int untold = devices.settle(now, confirm) + extensions.settle(now, confirm);
        untold += mailboxes.settle(now, -1);
        hints.keySet().retainAll(extensions.keys());
        notes.settle(hints, this::tellNote);
        Set<String> wanted = wantedMailboxes();
        List.copyOf(mailboxes.keys()).stream()
                .filter(mailbox -> !wanted.contains(mailbox))
                .forEach(mailboxes::forget);
        return untold;
    }

    /** The mailboxes that anything names. */
    Set<String> wantedMailboxes() {
        Set<String> wanted = new HashSet<>(options.mailboxes());
        wanted.addAll(toldOf);
        hints.values().forEach(hint -> wanted.addAll(hint.mailboxes()));
        devices.keys().forEach(device -> Hint.mailboxOf(device).ifPresent(wanted::add));
        devices.pending().forEach(device -> Hint.mailboxOf(device).ifPresent(wanted::add));
        wanted.removeIf(name -> !isUsable(name) || name.startsWith("@"));
        return wanted;
    }

    /** Those of them that nothing was heard of. */
    List<String> unknownMailboxes() {
        return wantedMailboxes().stream()
                .filter(mailbox ->
                        mailboxes.get(mailbox) == null && !mailboxes.pending().contains(mailbox))
                .sorted()
                .toList();
    }

    /** Those of them that the list of mailboxes did not have. */
    List<String> unlistedMailboxes() {
        return wantedMailboxes().stream()
                .filter(mailbox -> !mailboxes.pending().contains(mailbox))
                .sorted()
                .toList();
    }

    boolean doubts() {
        return devices.doubts() || extensions.doubts();
    }

    void trustLists() {
        devices.trustLists();
        extensions.trustLists();
    }

    boolean isEmpty() {
        return devices.size() + extensions.size() + mailboxes.size() == 0;
    }

    void forgetAll() {
        devices.forgetAll();
        extensions.forgetAll();
        mailboxes.forgetAll();
        toldOf.clear();
    }

    /** How much there is, for people. */
    String counts() {
        return devices.size() + " devices, " + extensions.size() + " extensions, " + mailboxes.size() + " mailboxes";
    }

    int devices() {
        return devices.size();
    }

    int extensions() {
        return extensions.size();
    }

    int mailboxes() {
        return mailboxes.size();
    }

    /** What is left out, to be told; empty if nothing new is. */
    String leftOut() {
        String told = "";
        if (devices.tookTooMany() | extensions.tookTooMany() | mailboxes.tookTooMany()) {
            told = "more than " + options.mostStates() + " devices, extensions or mailboxes: the rest is left out";
        } else if (!unusable.isEmpty()) {
            told = "the name '" + unusable + "' is not UTF-8, empty or longer than " + LONGEST_NAME
                    + " characters; it is left out, and so are others like it";
        }
        unusable = "";
        return told;
    }

    private Optional<String> device(AmiMessage message) {
        return usable(message.get("Device"));
    }

    private static Optional<DeviceState> deviceState(AmiMessage message) {
        return DeviceState.named(message.get("State"));
    }

    private Optional<String> mailbox(AmiMessage message) {
        return usable(message.get("Mailbox")).filter(name -> !name.startsWith("@"));
    }

    private Optional<Extension> extension(AmiMessage message) {
        return usable(message.get("Context"))
                .flatMap(context -> usable(message.get("Exten")).map(exten -> new Extension(context, exten)));
    }

    private Optional<String> usable(String name) {
        if (isUsable(name)) {
            return Optional.of(name);
        }
        if (unusableNames++ == 0) {
            unusable = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
        }
        return Optional.empty();
    }

    private static boolean isUsable(String name) {
        return !name.isEmpty() && name.length() <= LONGEST_NAME && name.indexOf(NOT_UTF8) < 0;
    }

    /** Counts of old versions wrap; what is no number counts as none. */
    private static MessageCounts counts(String newMessages, String oldMessages) {
        return new MessageCounts(count(newMessages), count(oldMessages));
    }

    private static int count(String number) {
        try {
            return (int) Math.max(0, Math.min(Long.parseLong(number), Integer.MAX_VALUE));
        } catch (NumberFormatException none) {
            return 0;
        }
    }
}
