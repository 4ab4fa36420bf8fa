// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows of the house: runtime, Iq, functions, launcher, specs; and what may not be used. */
class ArrowsTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("ringway");

  /** What each part may know besides itself. */
  private static final Map<String, Set<String>> KNOWS =
      Map.of(
          "runtime", Set.of(),
          "iq", Set.of("runtime"),
          "waf", Set.of("runtime"),
          "wwsf", Set.of("runtime"),
          "epcscf", Set.of("runtime", "iq"),
          "agw", Set.of("runtime", "iq"),
          "imscore", Set.of("runtime"),
          "launcher", Set.of("runtime", "iq", "waf", "wwsf", "epcscf", "agw", "imscore"));

  static Stream<String> parts() {
    return KNOWS.keySet().stream().sorted();
  }

  private static DescribedPredicate<JavaClass> in(String part) {
    return resideInAPackage("ringway." + part + "..");
  }

  @ParameterizedTest
  @MethodSource("parts")
  void everyPartIsThereToBeLookedAt(String part) {
    assertThat(HOUSE.that(in(part))).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void noPartKnowsMoreThanTheDesignAllows(String part) {
    String[] allowed =
        Stream.concat(Stream.of(part), KNOWS.get(part).stream())
            .map(name -> "ringway." + name + "..")
            .toArray(String[]::new);

    noClasses()
        .that(in(part))
        .should()
        .dependOnClassesThat(resideInAPackage("ringway..").and(not(resideInAnyPackage(allowed))))
        .check(HOUSE);
  }

  @Test
  void thereIsNoPartTheDesignDoesNotKnow() {
    Set<String> found =
        HOUSE.stream()
            .map(type -> type.getPackageName().split("\\."))
            .filter(names -> names.length > 1)
            .map(names -> names[1])
            .collect(Collectors.toSet());
    found.remove("acceptance");

    assertThat(found).isEqualTo(KNOWS.keySet());
  }

  @ParameterizedTest
  @MethodSource("parts")
  void thePackagesOfAPartFormNoCycle(String part) {
    slices()
        .matching("ringway." + part + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(HOUSE);
  }

  @Test
  void theAlgIsPure() {
    DescribedPredicate<JavaClass> impure =
        resideInAnyPackage(
            "java.io..",
            "java.net..",
            "java.nio.channels..",
            "java.nio.file..",
            "java.util.concurrent..",
            "java.util.logging..");
    // Reading an address literal is arithmetic; everything else of that class may ask the network.
    DescribedPredicate<JavaClass> literals =
        DescribedPredicate.describe(
            "address literals", type -> type.getName().equals("java.net.InetAddress"));
    noClasses()
        .that(in("epcscf.alg"))
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "an address is looked up",
                call ->
                    call.getTargetOwner().getName().equals("java.net.InetAddress")
                        && call.getName().matches("get(By|All|Local|Loop|Host|Canon).*|isReach.*")))
        .check(HOUSE);
    List<String> threads = List.of("java.lang.Thread", "java.lang.System", "java.lang.Runtime");

    classes()
        .that(in("epcscf.alg"))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "ringway.epcscf.alg..", "org.jspecify..")
                .and(not(impure).or(literals))
                .and(
                    DescribedPredicate.describe(
                        "are no thread, clock or environment",
                        type -> !threads.contains(type.getName()))))
        .check(HOUSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"runtime", "iq", "waf", "wwsf", "epcscf", "agw", "imscore"})
  void functionsLogByOneWayOnly(String part) {
    JavaClasses classes = HOUSE.that(in(part));

    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(classes);
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(classes);
  }

  @Test
  void typesOfTheSipLibraryStayWhereSipIsSpoken() {
    noClasses()
        .that(
            resideInAPackage("ringway..")
                .and(not(resideInAnyPackage("ringway.epcscf..", "ringway.imscore.."))))
        .should()
        .dependOnClassesThat(resideInAnyPackage("javax.sip..", "gov.nist.."))
        .check(HOUSE);
  }

  @Test
  void typesOfKurentoStayWithItsEngine() {
    noClasses()
        .that(resideInAPackage("ringway..").and(not(resideInAPackage("ringway.agw.kurento.."))))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.kurento..", "com.google.gson.."))
        .check(HOUSE);
  }
}
