package org.outpub.it.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A configuration of single publications and of folders of users, edited at random, and what servers should hold by it.
 * Every file is put in its place in one step, as careful programs do.
 */
final class WishedState {
    private static final int FOLDERS = 4;
    private final Path folder;
    private final int port;
    private final Random random;
    /** Sections by name: the identity and the event of each. */
    private final Map<String, Section> sections = new TreeMap<>();
    /** Bodies by file, relative to the folder. */
    private final Map<String, String> files = new TreeMap<>();

    private int names;
    private int versions;
    private boolean sectionsChanged;

    private record Section(String user, String event, int expiration) {}

    WishedState(Path folder, int port, int publications, Random random) throws IOException {
        this.folder = folder;
        this.port = port;
        this.random = random;
        Files.createDirectories(folder.resolve("files"));
        for (int i = 0; i < FOLDERS; i++) {
            Files.createDirectories(folder.resolve("team" + i));
        }
        for (int i = 0; i < publications; i++) {
            if (i % 5 < 3) {
                addSection();
            } else {
                write(user());
            }
        }
        writeSections();
    }

    private String user() {
        return "team" + random.nextInt(FOLDERS) + "/u" + names++ + ".txt";
    }

    private void addSection() throws IOException {
        String name = "p" + names++;
        sections.put(name, new Section(name, "presence", 600));
        sectionsChanged = true;
        write("files/" + name + ".txt");
    }

    private void write(String file) throws IOException {
        String body = file + " v" + versions++;
        files.put(file, body);
        put(file, body);
    }

    private void put(String file, String text) throws IOException {
        Path next = Files.writeString(folder.resolve(".next"), text);
        Files.move(next, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeSections() throws IOException {
        StringBuilder text = new StringBuilder("; edited at random\n");
        sections.forEach((name, section) -> text.append('[')
                .append(name)
                .append("]\ntype=outbound-publish\nserver_uri=sip:")
                .append(section.user)
                .append("@127.0.0.1:")
                .append(port)
                .append("\nevent=")
                .append(section.event)
                .append("\nexpiration=")
                .append(section.expiration)
                .append("\n@content_type=text/plain\n@content_file=files/")
                .append(name)
                .append(".txt\n"));
        for (int i = 0; i < FOLDERS; i++) {
            text.append("[team")
                    .append(i)
                    .append("]\ntype=outbound-publish\nmulti_user=yes\nserver_uri=sip:127.0.0.1:")
                    .append(port)
                    .append("\nevent=presence\nexpiration=600\n@content_type=text/plain\n@content_dir=team")
                    .append(i)
                    .append('\n');
        }
        put("pjsip.conf", text.toString());
        sectionsChanged = false;
    }

    /** Changes some things. */
    void edit(int changes) throws IOException {
        for (int i = 0; i < changes; i++) {
            switch (random.nextInt(10)) {
                case 0 -> addSection();
                case 1 -> removeSection();
                case 2, 3 -> move();
                case 4 -> write(user());
                case 5 -> deleteFile();
                default -> write(any(new ArrayList<>(files.keySet())));
            }
        }
        if (sectionsChanged) {
            writeSections();
        }
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void removeSection() throws IOException {
        String name = any(new ArrayList<>(sections.keySet()));
        sections.remove(name);
        sectionsChanged = true;
        // the file may stay: nobody names it any more
    }

    private void move() {
        String name = any(new ArrayList<>(sections.keySet()));
        Section before = sections.get(name);
        sections.put(
                name,
                switch (random.nextInt(3)) {
                    case 0 -> new Section(name + "-" + versions++, before.event, before.expiration);
                    case 1 ->
                        new Section(
                                before.user,
                                before.event.equals("presence") ? "dialog" : "presence",
                                before.expiration);
                    default -> new Section(before.user, before.event, 600 + random.nextInt(100));
                });
        sectionsChanged = true;
    }

    private void deleteFile() throws IOException {
        String file = any(new ArrayList<>(files.keySet()));
        files.remove(file);
        Files.deleteIfExists(folder.resolve(file));
    }

    /** Bodies by resource, as servers should hold them. */
    Map<String, String> wished() {
        Map<String, String> wished = new LinkedHashMap<>();
        sections.forEach((name, section) -> {
            String body = files.get("files/" + name + ".txt");
            if (body != null) {
                wished.put("sip:" + section.user + "@127.0.0.1:" + port + " " + section.event, body);
            }
        });
        files.forEach((file, body) -> {
            if (file.startsWith("team")) {
                String user = file.substring(file.indexOf('/') + 1, file.length() - 4);
                wished.put("sip:" + user + "@127.0.0.1:" + port + " presence", body);
            }
        });
        return wished;
    }
}
