package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.transport.Measure;
import dev.sluice.signaling.config.Setting;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links of the pages resolve, and what they name is there. */
class DocsTest {

    private static final Path ROOT = Pages.ROOT;
    private static final Pattern LINK = Pattern.compile("(?<!`)\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
    private static final Pattern NAME = Pattern.compile("`([\\w.]+)`");
    private static final Pattern SETTABLE = Pattern.compile("`([\\w-]+)`");
    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--([a-z][a-z-]+)");

    /** Settings are named on these pages. */
    private static final List<String> OF_OPERATORS =
            List.of(
                    "docs/DEPLOYING.md",
                    "docs/TROUBLESHOOTING.md",
                    "docs/METRICS.md",
                    "docs/NETWORK.md",
                    "deploy/sluice.service",
                    "deploy/Containerfile");

    /** Flags of other programs, or of every command. */
    private static final Set<String> OTHERS =
            Set.of(
                    "config",
                    "build-arg",
                    "help",
                    "long",
                    "version",
                    "now",
                    "network",
                    "rm",
                    "categories",
                    "server",
                    "token");

    @Test
    void shouldResolveEveryLink() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : Pages.all()) {
            Matcher link = LINK.matcher(Pages.FENCE.matcher(Files.readString(page)).replaceAll(""));
            while (link.find()) {
                links++;
                String target = link.group(1);
                if (!target.matches("[a-z]+:.*") && !resolves(page, target)) {
                    broken.add(ROOT.relativize(page) + ": " + target);
                }
            }
        }
        assertEquals(List.of(), broken);
        assertTrue(links > 40, "found only " + links + " links");
    }

    @Test
    void shouldNameOnlySettingsThatExist() throws IOException {
        Set<String> known =
                Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.toSet());
        known.addAll(OTHERS);
        List<String> unknown = new ArrayList<>();
        for (String name : OF_OPERATORS) {
            Matcher flag = FLAG.matcher(Files.readString(ROOT.resolve(name)));
            while (flag.find()) {
                if (!known.contains(flag.group(1))) {
                    unknown.add(name + ": --" + flag.group(1));
                }
            }
        }
        assertEquals(List.of(), unknown);
    }

    @Test
    void shouldListEveryMeasure() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/METRICS.md"));
        Set<String> missing = new TreeSet<>();
        for (Measure measure : Measure.values()) {
            if (!page.contains("`" + measure.family().metric() + "`")) {
                missing.add(measure.family().metric());
            }
        }
        assertEquals(Set.of(), missing);
    }

    /** Each limit with how it is set, what counts it and what tests it. */
    @Test
    void shouldListEveryLimit() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/SECURITY.md"));
        String limits = page.substring(page.indexOf("## Limits"), page.indexOf("## Fuzzing"));
        String metrics = Files.readString(ROOT.resolve("docs/METRICS.md"));
        Set<String> tests = testClasses();
        Set<String> settable = new TreeSet<>(Set.of("ChatSettings"));
        Arrays.stream(Limit.values()).map(Limit::key).forEach(settable::add);
        Arrays.stream(Setting.values()).map(Setting::flag).forEach(settable::add);
        List<String> wrong = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            if (setting.key().matches("max-.*|.*-timeout")
                    && !limits.contains("`" + setting.flag() + "`")) {
                wrong.add("missing: " + setting.flag());
            }
        }
        List<String> rows = limits.lines().filter(line -> line.startsWith("| ")).toList();
        for (String row : rows) {
            String[] cells = row.substring(2, row.length() - 2).split(" \\| ", -1);
            if (cells.length != 6 || Arrays.stream(cells).anyMatch(String::isBlank)) {
                wrong.add("not six cells: " + row);
            } else if (!cells[0].equals("limit")) {
                SETTABLE.matcher(cells[2])
                        .results()
                        .map(name -> name.group(1))
                        .filter(name -> !settable.contains(name))
                        .forEach(name -> wrong.add("nothing sets: " + name));
                wrong.addAll(otherDefaults(cells));
                if (SETTABLE.matcher(cells[2]).results().findAny().isEmpty()
                        && !cells[2].contains("format")
                        && !cells[2].contains("kernel")) {
                    wrong.add("who sets it: " + row);
                }
                NAME.matcher(cells[4])
                        .results()
                        .map(name -> name.group(1))
                        .filter(name -> !metrics.contains("`" + name + "`"))
                        .forEach(name -> wrong.add("no such metric: " + name));
                NAME.matcher(cells[5])
                        .results()
                        .map(name -> name.group(1))
                        .filter(name -> !tests.contains(name))
                        .forEach(name -> wrong.add("no such test: " + name));
            }
        }
        for (Limit limit : Limit.values()) {
            if (!limits.contains("`" + limit.key() + "`")) {
                wrong.add("missing: " + limit.key());
            }
        }
        for (Measure measure : Measure.values()) {
            if (measure.family() == Measure.Family.EVICTED && !limits.contains(measure.value())) {
                wrong.add("missing: " + measure.value());
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(rows.size() > 40, "found only " + rows.size());
    }

    /** Limits whose usual value the second cell does not say. */
    private static List<String> otherDefaults(String[] cells) {
        String named = cells[1].replace("an hour", "1 hour").replace("one hour", "1 hour");
        return Arrays.stream(Limit.values())
                .filter(limit -> cells[2].contains("`" + limit.key() + "`"))
                .filter(limit ->
                        written(limit).stream()
                                .noneMatch(text ->
                                        named.matches(
                                                "(.*[^\\d.,])?"
                                                        + Pattern.quote(text)
                                                        + "(\\W.*)?")))
                .map(limit -> "usually " + limit.usual() + ": " + limit.key())
                .toList();
    }

    /** How people may write its usual value. */
    private static List<String> written(Limit limit) {
        long usual = limit.usual();
        String key = limit.key();
        if (key.endsWith("-millis")) {
            return List.of(tidy(usual / 1_000.0) + " s", tidy(1_000.0 / usual) + " a second");
        }
        if (key.endsWith("-seconds")) {
            return List.of(
                    usual + " s", tidy(usual / 60.0) + " minutes", tidy(usual / 3_600.0) + " hour");
        }
        String bytes = key.endsWith("-bytes") ? "B" : "";
        return List.of(
                String.format(Locale.ROOT, "%,d", usual),
                tidy(usual / 1_024.0) + " Ki" + bytes,
                tidy(usual / 1_048_576.0) + " Mi" + bytes);
    }

    private static String tidy(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private static Set<String> testClasses() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module :
                List.of("ice", "dtls-srtp", "rtp", "sfu", "signaling", "bench", "fuzz")) {
            Path sources = ROOT.resolve(module).resolve("src/test/java");
            try (Stream<Path> files = Files.walk(sources)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.matches("\\w+(Test|IT)\\.java"))
                        .forEach(name -> names.add(name.replace(".java", "")));
            }
        }
        return names;
    }

    @Test
    void shouldProveEveryCommand() {
        List<String> unknown = new ArrayList<>();
        int commands = 0;
        for (Pages.Block block : Pages.commands()) {
            for (String line : block.commands()) {
                commands++;
                if (Command.of(line) == null) {
                    unknown.add(ROOT.relativize(block.page()) + ": " + line);
                }
            }
        }
        assertEquals(List.of(), unknown, "say in Command how these are proven");
        assertTrue(commands > 25, "found only " + commands + " commands");
    }

    @Test
    void shouldNameEveryPackageOfTheLibrary() throws IOException {
        String page = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
        String line = page.substring(page.indexOf("    sfu "), page.indexOf("    signaling "));
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> packages = Files.list(ROOT.resolve("sfu/src/main/java/dev/sluice/sfu"))) {
            packages.filter(Files::isDirectory)
                    .map(directory -> directory.getFileName().toString())
                    .filter(name -> !name.equals("api"))
                    .filter(name -> !line.matches("(?s).*[ ,]" + name + "[,:].*"))
                    .forEach(missing::add);
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void shouldNameProgramsThatAreThere() throws IOException {
        Pattern run = Pattern.compile("mvn -pl (\\S+) .*-Dexec\\.mainClass=(\\S+).*");
        int programs = 0;
        for (Pages.Block block : Pages.commands()) {
            for (String line : block.commands()) {
                Matcher command = run.matcher(line);
                if (command.matches()) {
                    String file = command.group(2).replace('.', '/') + ".java";
                    Path source =
                            ROOT.resolve(command.group(1)).resolve("src/main/java").resolve(file);
                    assertTrue(Files.readString(source).contains("static void main("), line);
                    programs++;
                }
            }
        }
        assertTrue(programs > 3, "found only " + programs);
    }

    private static boolean resolves(Path page, String target) throws IOException {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path path = file.isEmpty() ? page : page.getParent().resolve(file).normalize();
        if (!Files.exists(path)) {
            return false;
        }
        return hash < 0 || anchors(path).contains(target.substring(hash + 1));
    }

    /** As forges make them of headings. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new TreeSet<>();
        Matcher heading = HEADING.matcher(Files.readString(page));
        while (heading.find()) {
            String text = heading.group(1).toLowerCase(Locale.ROOT).strip();
            anchors.add(text.replaceAll("[^\\w\\- ]", "").replace(' ', '-'));
        }
        return anchors;
    }
}
