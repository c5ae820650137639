package org.outpub.it.asterisk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * An Asterisk as its manager interface shows it: its states, and what it answers and tells, as recorded from real ones. No
 * socket, no thread, no clock: {@link Session} takes bytes and {@link Line} gives them. Confined to one thread, or to the
 * lock of whoever shares it.
 */
public final class ModelAsterisk {
    /** Which behaviour where versions differ. */
    public enum Version {
        /** 22.10 and before: a reload tells nothing of a hint that is gone, and every other hint again. */
        DEPLOYED,
        /** 22.11: a reload tells of what is gone; a graceful end tells that every hint is. */
        NEW
    }

    /** Where the bytes go. */
    public interface Line {
        void write(byte[] bytes);

        void close();
    }

    private record User(String secret, Set<String> read, Set<String> write) {}

    private final Version version;
    private final Random random;
    private final Map<String, User> users = new HashMap<>();
    private final Map<String, String> devices = new LinkedHashMap<>();
    private final Map<String, String> hints = new TreeMap<>();
    private final Map<String, Integer> statuses = new HashMap<>();
    private final Map<String, String[]> presence = new LinkedHashMap<>();
    private final Map<String, int[]> mailboxes = new TreeMap<>();
    private final List<Session> sessions = new ArrayList<>();
    private String hidden = "";
    private String startedAt = "11:39:26";
    private boolean booted = true;
    private boolean mwiModule;
    private boolean mailboxesAsked;
    private long logins;

    public ModelAsterisk(Version version, long seed) {
        this.version = version;
        this.random = new Random(seed);
    }

    public ModelAsterisk user(String name, String secret, Set<String> read, Set<String> write) {
        users.put(name, new User(secret, read, write));
        return this;
    }

    /** Events of this name are hidden by an event filter. */
    public void hide(String event) {
        hidden = event;
    }

    public void hasMwiModule() {
        mwiModule = true;
    }

    public boolean wereMailboxesAsked() {
        return mailboxesAsked;
    }

    public long logins() {
        return logins;
    }

    public int loggedIn() {
        return (int) sessions.stream().filter(session -> session.user != null).count();
    }

    public Map<String, String> devices() {
        return Map.copyOf(devices);
    }

    /** By {@code exten@context}, the number of each hint's status. */
    public Map<String, Integer> statuses() {
        return Map.copyOf(statuses);
    }

    /** Each mailbox's counts, as {@link org.outpub.api.state.MessageCounts} prints them. */
    public Map<String, String> mailboxes() {
        Map<String, String> all = new HashMap<>();
        mailboxes.forEach((name, counts) ->
                all.put(name, new org.outpub.api.state.MessageCounts(counts[0], counts[1]).toString()));
        return all;
    }

    /** Whether anything that can be asked for names a mailbox. */
    public boolean namesMailbox(String mailbox) {
        return mwiModule
                || devices.containsKey("MWI:" + mailbox)
                || hints.values().stream().anyMatch(hint -> hint.contains("MWI:" + mailbox));
    }

    public Session connect(Line line) {
        Session session = new Session(line);
        sessions.add(session);
        session.send("Asterisk Call Manager/11.0.0\r\n");
        return session;
    }

    /** A hint is there from the start, or comes by a reload. */
    public void hint(String exten, String context, String hint) {
        String key = exten + "@" + context;
        hints.put(key, hint);
        statuses.put(key, aggregate(hint));
        if (version == Version.NEW) {
            tell("call", "ExtensionStatus", extension(key, hint));
        } else {
            tellAllHints(key);
        }
    }

    public void hintGone(String exten, String context) {
        String key = exten + "@" + context;
        hints.remove(key);
        statuses.remove(key);
        if (version == Version.NEW) {
            tell("call", "ExtensionStatus", status(key, "", -2));
        } else {
            tellAllHints(key);
        }
    }

    /** Their hints are told as they were, and that of what is new as none. */
    private void tellAllHints(String except) {
        hints.forEach((key, hint) -> tell("call", "ExtensionStatus", extension(key, key.equals(except) ? "" : hint)));
    }

    public void reloaded(String module) {
        tell("system", "Reload", List.of("Module: " + module, "Status: 0"));
    }

    public void device(String device, String state) {
        devices.put(device, state);
        List<Runnable> told = new ArrayList<>();
        told.add(() -> tell("call", "DeviceStateChange", List.of("Device: " + device, "State: " + state)));
        for (Map.Entry<String, String> hint : hints.entrySet()) {
            int now = aggregate(hint.getValue());
            if (!Integer.valueOf(now).equals(statuses.put(hint.getKey(), now))) {
                List<String> fields = extension(hint.getKey(), hint.getValue());
                told.add(random.nextInt(told.size() + 1), () -> tell("call", "ExtensionStatus", fields));
            }
        }
        told.forEach(Runnable::run);
    }

    /** Known before anybody was told, or forgotten by a restart. */
    public void deviceQuietly(String device, String state) {
        if (state.isEmpty()) {
            devices.remove(device);
        } else {
            devices.put(device, state);
        }
        hints.forEach((key, hint) -> statuses.put(key, aggregate(hint)));
    }

    public void presence(String presentity, String status, String subtype, String message) {
        presence.put(presentity, new String[] {status, subtype, message});
        boolean byHintFirst = random.nextBoolean();
        if (byHintFirst) {
            presenceOfHints(presentity, status, subtype, message);
        }
        tell("call", "PresenceStateChange", presentity(presentity));
        if (!byHintFirst) {
            presenceOfHints(presentity, status, subtype, message);
        }
    }

    private void presenceOfHints(String presentity, String status, String subtype, String message) {
        hints.forEach((key, hint) -> {
            if (hint.endsWith("," + presentity)) {
                List<String> fields = new ArrayList<>(key(key));
                fields.add("Hint: " + hint);
                fields.addAll(List.of("Status: " + status, "Subtype: " + subtype, "Message: " + message));
                tell("call", "PresenceStatus", fields);
            }
        });
    }

    private List<String> presentity(String presentity) {
        String[] state = presence.get(presentity);
        return List.of(
                "Presentity: " + presentity,
                "Status: " + state[0],
                "Subtype: " + escaped(state[1]),
                "Message: " + escaped(state[2]));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("?", "\\?");
    }

    public void mailbox(String mailbox, int newMessages, int oldMessages) {
        mailboxes.put(mailbox, new int[] {newMessages, oldMessages});
        tell(
                "call",
                "MessageWaiting",
                List.of(
                        "Mailbox: " + mailbox,
                        "Waiting: " + (newMessages > 0 ? 1 : 0),
                        "New: " + newMessages,
                        "Old: " + oldMessages));
        device("MWI:" + mailbox, newMessages > 0 ? "INUSE" : "NOT_INUSE");
    }

    /** Ends as {@code core stop gracefully} does; its states stay for a {@link #start}. */
    public void stopGracefully() {
        if (version == Version.NEW) {
            hints.keySet().forEach(key -> tell("call", "ExtensionStatus", status(key, "", -2)));
        }
        tell("system", "Shutdown", List.of("Shutdown: Cleanly", "Restart: False"));
        kill();
    }

    public void kill() {
        List.copyOf(sessions).forEach(session -> session.line.close());
        sessions.clear();
        booted = false;
    }

    /** Runs again: what is no custom state begins anew. */
    public void start(String at) {
        startedAt = at;
        devices.keySet().removeIf(device -> !device.startsWith("Custom:"));
        hints.forEach((key, hint) -> statuses.put(key, aggregate(hint)));
    }

    public void boot() {
        booted = true;
        tell("system", "FullyBooted", List.of("Status: Fully Booted", "Uptime: 0", "LastReload: 0"));
    }

    private int aggregate(String hint) {
        String devicesOf = hint.contains(",") ? hint.substring(0, hint.indexOf(',')) : hint;
        int status = 4;
        boolean ringing = false;
        boolean inUse = false;
        boolean held = false;
        boolean idle = false;
        for (String device : devicesOf.split("&")) {
            String state = devices.getOrDefault(device, device.startsWith("Custom:") ? "NOT_INUSE" : "UNAVAILABLE");
            ringing |= state.startsWith("RING");
            inUse |= state.equals("INUSE") || state.equals("RINGINUSE") || state.equals("BUSY");
            held |= state.equals("ONHOLD");
            idle |= state.equals("NOT_INUSE") || state.equals("UNKNOWN");
        }
        if (ringing) {
            status = inUse || held ? 9 : 8;
        } else if (inUse) {
            status = 1;
        } else if (held) {
            status = 16;
        } else if (idle) {
            status = 0;
        }
        return status;
    }

    private static List<String> key(String key) {
        int at = key.indexOf('@');
        return List.of("Exten: " + key.substring(0, at), "Context: " + key.substring(at + 1));
    }

    private List<String> extension(String key, String hint) {
        return status(key, hint, statuses.get(key));
    }

    private static List<String> status(String key, String hint, int status) {
        List<String> fields = new ArrayList<>(key(key));
        fields.add("Hint: " + hint);
        fields.add("Status: " + status);
        fields.add("StatusText: " + (status == 0 ? "Idle" : status < 0 ? "Unknown" : "InUse"));
        return fields;
    }

    private void tell(String type, String event, List<String> fields) {
        if (event.equals(hidden)) {
            return;
        }
        for (Session session : List.copyOf(sessions)) {
            if (session.hears(type)) {
                session.message("Event: " + event, "Privilege: " + type + ",all", fields);
            }
        }
    }

    /** One connection of a client. */
    public final class Session {
        private static final String CHALLENGE = "696096299";
        private final Line line;
        private final StringBuilder received = new StringBuilder();
        private User user;
        private Set<String> mask = Set.of("call", "system", "reporting");
        private boolean frozen;

        private Session(Line line) {
            this.line = line;
        }

        private boolean hears(String type) {
            return user != null && (user.read.contains(type) || user.read.contains("all")) && mask.contains(type);
        }

        /** It answers nothing from now on. */
        public void freeze() {
            frozen = true;
        }

        public void received(byte[] bytes) {
            received.append(new String(bytes, StandardCharsets.UTF_8));
            for (int end = received.indexOf("\r\n\r\n"); end >= 0; end = received.indexOf("\r\n\r\n")) {
                String action = received.substring(0, end);
                received.delete(0, end + 4);
                if (!frozen) {
                    act(fields(action));
                }
            }
        }

        public void closed() {
            sessions.remove(this);
        }

        private static Map<String, String> fields(String action) {
            Map<String, String> fields = new HashMap<>();
            for (String line : action.split("\r\n")) {
                int colon = line.indexOf(':');
                fields.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            return fields;
        }

        private void act(Map<String, String> action) {
            String name = action.get("action");
            String id = "ActionID: " + action.get("actionid");
            switch (name) {
                case "Challenge" -> message("Response: Success", id, List.of("Challenge: " + CHALLENGE));
                case "Login" -> login(action, id);
                case "Ping" -> message("Response: Success", id, List.of("Ping: Pong", "Timestamp: 1795693237.763816"));
                default -> {
                    boolean may = user != null
                            && (user.write.contains("call")
                                    || user.write.contains("reporting")
                                    || user.write.contains("all"));
                    if (may) {
                        ask(name, action, id);
                    } else {
                        refuse(id, "Permission denied");
                    }
                }
            }
        }

        private void refuse(String id, String reason) {
            message("Response: Error", id, List.of("Message: " + reason));
        }

        private void login(Map<String, String> action, String id) {
            User known = users.get(action.get("username"));
            boolean proven = known != null
                    && (known.secret.equals(action.get("secret"))
                            || md5(CHALLENGE + known.secret).equals(action.get("key")));
            if (!proven) {
                refuse(id, "Authentication failed");
                line.close();
                return;
            }
            user = known;
            logins++;
            mask = Set.of(action.getOrDefault("events", "call,system").split(","));
            message("Response: Success", id, List.of("Message: Authentication accepted"));
            if (booted && hears("system")) {
                message("Event: FullyBooted", "Privilege: system,all", List.of("Uptime: 63", "Status: Fully Booted"));
            }
        }

        private void ask(String name, Map<String, String> action, String id) {
            switch (name) {
                case "CoreStatus" ->
                    message(
                            "Response: Success",
                            id,
                            List.of("CoreStartupDate: 2026-11-26", "CoreStartupTime: " + startedAt));
                case "CoreSettings" -> message("Response: Success", id, List.of("AsteriskVersion: 22.10.1"));
                case "DeviceStateList" -> {
                    List<List<String>> entries = new ArrayList<>();
                    devices.forEach((device, state) -> entries.add(List.of("Device: " + device, "State: " + state)));
                    list("DeviceStateChange", "DeviceStateList", id, entries);
                }
                case "ExtensionStateList" -> {
                    List<List<String>> entries = new ArrayList<>();
                    hints.forEach((key, hint) -> entries.add(extension(key, hint)));
                    list("ExtensionStatus", "ExtensionStateList", id, entries);
                }
                case "PresenceStateList" -> {
                    List<List<String>> entries = new ArrayList<>();
                    presence.keySet().forEach(presentity -> entries.add(presentity(presentity)));
                    list("PresenceStateChange", "PresenceStateList", id, entries);
                }
                case "MWIGet" -> {
                    if (!mwiModule) {
                        refuse(
                                id,
                                "Invalid/unknown command: MWIGet. Use Action: ListCommands to show available commands.");
                        return;
                    }
                    List<List<String>> entries = new ArrayList<>();
                    mailboxes.forEach((mailbox, counts) -> entries.add(
                            List.of("Mailbox: " + mailbox, "OldMessages: " + counts[1], "NewMessages: " + counts[0])));
                    list("MWIGet", "MWIGet", id, entries);
                }
                case "Setvar" -> {
                    String variable = action.get("variable");
                    message("Response: Success", id, List.of("Message: Variable Set"));
                    device(variable.substring(variable.indexOf('(') + 1, variable.length() - 1), action.get("value"));
                }
                case "MailboxCount" -> {
                    mailboxesAsked = true;
                    int[] counts = mailboxes.getOrDefault(action.get("mailbox"), new int[2]);
                    message(
                            "Response: Success",
                            id,
                            List.of(
                                    "Message: Mailbox Message Count",
                                    "Mailbox: " + action.get("mailbox"),
                                    "UrgMessages: 0",
                                    "NewMessages: " + counts[0],
                                    "OldMessages: " + counts[1]));
                }
                default -> refuse(id, "Invalid/unknown command: " + name);
            }
        }

        private void list(String event, String list, String id, List<List<String>> entries) {
            message("Response: Success", id, List.of("EventList: start", "Message: will follow"));
            entries.forEach(entry -> message("Event: " + event, id, entry));
            message("Event: " + list + "Complete", id, List.of("EventList: Complete", "ListItems: " + entries.size()));
        }

        private void message(String first, String second, List<String> fields) {
            StringBuilder text =
                    new StringBuilder(first).append("\r\n").append(second).append("\r\n");
            fields.forEach(field -> text.append(field).append("\r\n"));
            send(text.append("\r\n").toString());
        }

        private void send(String text) {
            if (!frozen) {
                line.write(text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }
}
